// Travel time bands of a place, or of all places of a service: outlines when the file has them, else cells by their cost.
import { findPlace } from "./finding";
import { ALL_MODES, NO_FILTERS, type Band, type Model, type Place } from "./model";
import type { State } from "./store";
import type { Unit } from "./data";
import type { CellCosts } from "./whatif/counter";

export interface BandChoice {
  mode: string;
  /** Null: bands of all places of the service. */
  place: Place | null;
  /** Outlines, the widest first; empty when cells are drawn by their costs. */
  bands: Band[];
  costs: CellCosts | null;
  /** Outer edges, ascending, in `unit`. */
  edges: number[];
  unit: Unit;
}

type Asked = Pick<State, "question" | "plan" | "filters" | "place">;

/** Bands of the place chosen, else of the whole service, by the question's mode (or the first that has any). */
export function chooseBands(model: Model, state: Asked): BandChoice {
  const place = state.place === null ? null : findPlace(model, state, state.place);
  const type = place?.type ?? state.question.type;
  const own = type === state.question.type ? [state.question.mode] : [];
  const modes = [...new Set([...own, ...model.modesOf(type)])].filter((mode) => mode !== ALL_MODES);
  const id = place?.id ?? type;
  if (place ? !place.opened : isUnchanged(state, type)) {
    for (const mode of modes) {
      const bands = model.bandsOf(id, type, mode);
      const edges = bands.map((band) => band.minutes).reverse();
      if (bands.length) return { mode, place, bands, costs: null, edges, unit: "min" };
    }
  }
  return chooseCosts(model, state, place, type, modes);
}

/** The file's outlines around all places of a service hold as long as the same places count. */
function isUnchanged({ plan, filters }: Asked, type: string): boolean {
  const isNarrowed = filters.sectors !== null || filters.deliveries !== null;
  return !isNarrowed && !plan.sharing && !plan.close.length && !plan.open.some((opened) => opened.service === type);
}

function chooseCosts(model: Model, { plan, filters, question }: Asked, place: Place | null, type: string, modes: string[]): BandChoice {
  for (const mode of modes) {
    const costs = model.costsTo(type, mode, place, plan, type === question.type ? filters : NO_FILTERS);
    const measure = model.measuresOf(type).find((one) => one.mode === mode);
    if (!costs || !measure) continue;
    const known = model.bandsOf(type, type, mode).map((band) => band.minutes).reverse();
    const edges = known.length && costs.unit === "min" ? known : measure.values;
    return { mode, place, bands: [], costs, edges: [...edges].sort((a, b) => a - b), unit: costs.unit };
  }
  return { mode: modes[0] ?? "", place, bands: [], costs: null, edges: [], unit: "min" };
}

/** Number of the band, from the nearest, in which a cost lies; -1 beyond all. */
export function bandOf(step: number, { costs, edges }: BandChoice): number {
  return edges.findIndex((edge) => step <= Math.floor(edge / costs!.step));
}
