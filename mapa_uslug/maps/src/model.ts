// The results that the page carries, and the question asked of them.
import type { Answer, Area, Gmina, Group, Limit, MapData, Service, ServiceType, SpotRecord, Unit } from "./data";
import { Shapes, type Arrays, type PackedArray } from "./unpack";

export const STATES = ["served", "full", "too_far", "cannot_tell"] as const;
export type StateName = (typeof STATES)[number];
export const [SERVED, FULL, TOO_FAR, CANNOT_TELL] = [0, 1, 2, 3];
const NO_COST = 65535;
const LEVELS = 3;
const SHAPES = ["roads", "rail", "waterway", "water", "forest", "builtup", "gminas", "extent", "white_spots", "bands"] as const;

export interface Question {
  type: string;
  mode: string;
  level: number;
  group: Group;
}

/** An answer with its number, by which its arrays are called. */
export type NumberedAnswer = Answer & { at: number };
export type NumberedService = Service & { index: number };
/** A way from a cell to the nearest place: no cost where there is none, -1 for no place. */
export type Way = Limit & { cost: number | null; place: number };

export interface WhiteSpot extends SpotRecord {
  unit: Unit;
  index: number;
}

export interface Band {
  id: string;
  type: string;
  mode: string;
  minutes: number;
  index: number;
}

export interface Cells {
  /** Corners, eight numbers a cell. */
  quads: PackedArray;
  gmina: PackedArray;
  /** Index into the localities plus one; 0 for none. */
  locality: PackedArray;
  people: PackedArray;
  isImputed: PackedArray;
  count: number;
}

/** People by state: of all gminas together, and of each, in the order of the gminas. */
export interface Sums {
  total: number[];
  gminas: number[][];
}

export type LayerName =
  StateName | "white_spots" | "places" | "other_places" | "bands" | "gminas" | "extent" | "background";
export type Layers = Record<LayerName, boolean>;

export interface State {
  question: Question;
  layers: Layers;
  /** Index of the place whose bands are shown; null for those of the whole type. */
  place: number | null;
}

export type Listener = (state: State, changes: Partial<State>) => void;

/** A part of the page that shows the state. */
export interface StateView {
  show: Listener;
}

/** What may be asked of the map by the panel, the tables and the markers. */
export interface Actions {
  openPlace(index: number): void;
  openSpot(spot: WhiteSpot): void;
  showGmina(gmina: Gmina): void;
  resize(): void;
}

export class Model {
  readonly cells: Cells;
  readonly shapes: Record<(typeof SHAPES)[number], Shapes>;
  readonly types: Map<string, ServiceType>;
  readonly areas: Map<number, Area>;
  readonly population: number;
  private readonly gminaNames: Map<string, string>;
  private readonly answerAt: Map<string, number>;
  private readonly spotsOf: Map<number, WhiteSpot[]>;

  constructor(
    readonly data: MapData,
    private readonly arrays: Arrays,
  ) {
    this.cells = readCells(arrays);
    this.shapes = Object.fromEntries(SHAPES.map((name) => [name, new Shapes(arrays, name)])) as Model["shapes"];
    this.types = new Map(data.types.map((type) => [type.code, type]));
    this.areas = new Map(data.areas.map((area) => [area.number, area]));
    this.gminaNames = new Map(data.gminas.map((gmina) => [gmina.teryt, gmina.name]));
    this.answerAt = new Map(data.answers.map((a, i) => [keyOf(a.type, a.mode, a.level), i]));
    this.spotsOf = groupSpots(data);
    this.population = this.populationOf();
  }

  answer(question: Omit<Question, "group">): NumberedAnswer | null {
    const at = this.answerAt.get(keyOf(question.type, question.mode, question.level));
    return at === undefined ? null : { ...this.data.answers[at], at };
  }

  /** Modes in which a type can be asked for, the widest first. */
  modesOf(type: string): string[] {
    return [...new Set(this.data.answers.filter((a) => a.type === type).map((a) => a.mode))];
  }

  levelsOf(type: string, mode: string): number[] {
    return [...Array(LEVELS).keys()].filter((level) => this.answerAt.has(keyOf(type, mode, level)));
  }

  /** State (index into STATES) and reason of every cell, one byte each. */
  statesOf(answer: NumberedAnswer): PackedArray {
    return this.arrays[`state.${answer.at}`];
  }

  sumsOf(answer: Pick<NumberedAnswer, "at">, group: Group): Sums {
    const sums = this.arrays[`${group === "target" ? "target_" : ""}sums.${answer.at}`];
    const gminas = this.data.gminas.map((_, g) => Array.from(sums.subarray(4 * g, 4 * g + 4)));
    const total = [0, 1, 2, 3].map((state) => gminas.reduce((sum, row) => sum + row[state], 0));
    return { total, gminas };
  }

  /** White spots of a question, the largest first. */
  whiteSpotsOf(question: Question): WhiteSpot[] {
    const answer = this.answer(question);
    return (answer && this.spotsOf.get(answer.at)) ?? [];
  }

  servicesOf(type: string): NumberedService[] {
    return this.data.services.map((service, index) => ({ ...service, index })).filter((s) => s.service_type === type);
  }

  /** Bands of a type (or of one of its places) by one mode, widest first. */
  bandsOf(id: string, type: string, mode: string): Band[] {
    return this.data.bands
      .map(([bandId, bandType, bandMode, minutes], index) => ({ id: bandId, type: bandType, mode: bandMode, minutes, index }))
      .filter((band) => band.id === id && band.type === type && band.mode === mode)
      .sort((a, b) => b.minutes - a.minutes);
  }

  /** Ways from a cell to the nearest place, by each mode of the answer. */
  waysOf(cell: number, answer: Answer): Way[] {
    return answer.limits.map((limit) => {
      const cost = this.arrays[`cost.${answer.type}.${limit.mode}`]?.[cell] ?? NO_COST;
      const place = (this.arrays[`nearest.${answer.type}.${limit.mode}`]?.[cell] ?? 0) - 1;
      return { ...limit, cost: cost === NO_COST ? null : cost, place };
    });
  }

  gminaName(teryt: string): string {
    return this.gminaNames.get(teryt) ?? teryt;
  }

  private populationOf(): number {
    if (!this.data.answers.length) return 0;
    return this.sumsOf({ at: 0 }, "all").total.reduce((a, b) => a + b, 0);
  }
}

function keyOf(type: string, mode: string, level: number): string {
  return `${type}|${mode}|${level}`;
}

function groupSpots({ white_spots: rows, white_spot_columns: columns, answers }: MapData): Map<number, WhiteSpot[]> {
  const groups = new Map<number, WhiteSpot[]>();
  rows.forEach((row, index) => {
    const spot = Object.fromEntries(columns.map((column, i) => [column, row[i]])) as unknown as SpotRecord;
    const { unit } = answers[spot.answer].limits[0];
    if (!groups.has(spot.answer)) groups.set(spot.answer, []);
    groups.get(spot.answer)!.push({ ...spot, unit, index });
  });
  for (const group of groups.values()) group.sort((a, b) => Number(b.people) - Number(a.people) || a.index - b.index);
  return groups;
}

function readCells(arrays: Arrays): Cells {
  return {
    quads: arrays["cells.quads"],
    gmina: arrays["cells.gmina"],
    locality: arrays["cells.locality"],
    people: arrays["cells.people"],
    isImputed: arrays["cells.is_imputed"],
    count: arrays["cells.gmina"].length,
  };
}

/** The cell at a point (in steps of the frame), or -1. */
export function cellAt(cells: Pick<Cells, "quads" | "count">, x: number, y: number): number {
  for (let c = 0; c < cells.count; c += 1) {
    let inside = false;
    for (let i = 0, j = 3; i < 4; j = i, i += 1) {
      const [xi, yi, xj, yj] = [2 * i, 2 * i + 1, 2 * j, 2 * j + 1].map((k) => cells.quads[8 * c + k]);
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    if (inside) return c;
  }
  return -1;
}

/** The question, the layers shown and the place chosen; whoever listens is told when they change. */
export class Store {
  private readonly listeners: Listener[] = [];

  constructor(public state: State) {}

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  change(changes: Partial<State>): void {
    this.state = { ...this.state, ...changes };
    for (const listener of this.listeners) listener(this.state, changes);
  }
}

/** A question that has an answer: mode and level of another type may not exist for this one. */
export function fitQuestion(model: Model, wanted: Question): Question {
  const modes = model.modesOf(wanted.type);
  const mode = modes.includes(wanted.mode) ? wanted.mode : modes[0];
  const levels = model.levelsOf(wanted.type, mode);
  const level = levels.includes(wanted.level) ? wanted.level : levels[Math.floor(levels.length / 2)];
  const answer = model.answer({ ...wanted, mode, level });
  const group = wanted.group === "target" && !answer?.has_target ? "all" : wanted.group;
  return { ...wanted, mode, level, group };
}
