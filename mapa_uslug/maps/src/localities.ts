// Where a new place may stand, by the name of a locality: for who cannot click on the map.
import { nearestCell } from "./cells";
import { tame } from "./dom";
import type { Model } from "./model";
import { SearchIndex } from "./search_index";

export interface Locality {
  label: string;
  /** Gmina. */
  note: string;
  cell: number;
}

/** A name on the map stands for the populated cell beside it, not for one in the next village. */
const NEAR_M = 2000;
const MOST = 8;

/** Each locality of each gmina with the cell in which most of its people live; names without people with the nearest one. */
export function listLocalities(model: Model): Locality[] {
  const { cells, data } = model;
  const best = new Map<string, number>();
  for (let c = 0; c < cells.count; c += 1) {
    if (!cells.locality[c]) continue;
    const key = `${cells.locality[c]}|${cells.gmina[c]}`;
    const other = best.get(key);
    if (other === undefined || model.peopleOf(c) > model.peopleOf(other)) best.set(key, c);
  }
  const found = [...best.values()].map((cell) => localityOf(model, data.localities[cells.locality[cell] - 1], cell));
  const known = new Set(found.map((locality) => locality.label));
  for (const [name, , lon, lat] of data.place_names) {
    const label = tame(name, 60);
    if (!label || known.has(label)) continue;
    const cell = cellBeside(model, lat, lon);
    if (cell >= 0) found.push(localityOf(model, name, cell));
  }
  return found;
}

function localityOf({ data, cells }: Model, name: string, cell: number): Locality {
  return { label: tame(name, 60), note: tame(data.gminas[cells.gmina[cell]].name, 60), cell };
}

/** The populated cell at a point, else the nearest within a walk; -1 when nobody lives there. */
export function cellBeside(model: Model, lat: number, lng: number): number {
  const { cells, frame } = model;
  const [x, y] = frame.steps({ lat, lng });
  const cell = nearestCell(cells, x, y);
  return cell >= 0 && L.latLng(model.atOf(cell)).distanceTo([lat, lng]) <= NEAR_M ? cell : -1;
}

export class LocalityFinder {
  private index: SearchIndex<Locality> | null = null;

  constructor(private readonly model: Model) {}

  find(query: string): Locality[] {
    // Built when somebody first types: most never do.
    this.index ??= new SearchIndex(listLocalities(this.model).map((target) => ({ label: target.label, kind: "", target, also: target.note, rank: 0 })));
    return this.index.find(query, MOST).map((entry) => entry.target);
  }
}
