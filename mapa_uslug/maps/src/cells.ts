// The populated cells.
import type { MapData } from "./data";
import type { Arrays, PackedArray } from "./unpack";

export interface Cells {
  ids: string[];
  /** Corners, eight numbers a cell. */
  quads: PackedArray;
  /** Index of the gmina. */
  gmina: PackedArray;
  /** Index into the localities plus one; 0 for none. */
  locality: PackedArray;
  /** None where the source keeps them confidential. */
  people: PackedArray;
  isImputed: PackedArray;
  /** Representative point, where people are thought to stand, in steps of the frame. */
  x: PackedArray;
  y: PackedArray;
  /** Place in the grid. */
  col: PackedArray;
  row: PackedArray;
  count: number;
}

export function readCells({ cell_ids }: Pick<MapData, "cell_ids">, arrays: Arrays): Cells {
  const [quads, gmina, locality, people, isImputed, x, y, col, row] = [
    "quads", "gmina", "locality", "people", "is_imputed", "x", "y", "col", "row",
  ].map((name) => arrays[`cells.${name}`]);
  return { ids: cell_ids, quads, gmina, locality, people, isImputed, x, y, col, row, count: gmina.length };
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

/** The cell whose representative point is nearest to a point. */
export function nearestCell({ x: xs, y: ys, count }: Cells, x: number, y: number): number {
  let [nearest, least] = [-1, Infinity];
  for (let c = 0; c < count; c += 1) {
    const distance = (xs[c] - x) ** 2 + (ys[c] - y) ** 2;
    if (distance < least) [nearest, least] = [c, distance];
  }
  return nearest;
}
