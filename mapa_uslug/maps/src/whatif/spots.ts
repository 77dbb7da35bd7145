// White spots: touching cells whose people are too far; see coverage/white_spots.py and contracts/confidential.py.
import type { PackedArray } from "../unpack";
import { compareByCodePoint } from "./places";

/** Imputed cells that a spot must hold before its sum says nothing about any one of them. */
const MIN_IMPUTED = 5;
const NEIGHBOURS = [[-1, -1], [0, -1], [1, -1], [-1, 0], [1, 0], [-1, 1], [0, 1], [1, 1]];
/** Neighbour beyond each side of a cell, in the order of its corners. */
const SIDES = [[0, -1], [1, 0], [0, 1], [-1, 0]];

export interface SpotCells {
  col: PackedArray;
  row: PackedArray;
  gmina: PackedArray;
  /** Index into the names plus one; 0 for none. */
  locality: PackedArray;
  isImputed: PackedArray;
  people: PackedArray;
  /** People of the target group; null when nobody counted them. */
  target: PackedArray | null;
}

/** How far the people of a cell are beyond the limit by the mode that misses it least. */
export interface Excess {
  /** In units; Infinity when not known. */
  over: number;
  /** Position of the place that is then nearest; -1 for none. */
  place: number;
}

export interface FoundSpot {
  /** Ascending. */
  cells: number[];
  /** Null where a confidential cell's figure could be told from it. */
  people: number | null;
  peopleTarget: number | null;
  /** Mean beyond the limit; null when no way is known. */
  over: number | null;
  /** Position of the place that misses the limit least; -1 for none. */
  place: number;
  /** Indices and names, those of most people first. */
  gminas: number[];
  localities: string[];
}

/** The largest first. */
export function findSpots(
  isTooFar: Uint8Array, cells: SpotCells, excessOf: (cell: number) => Excess, names: { gminas: string[]; localities: string[] },
): FoundSpot[] {
  const spots = groupTouching(isTooFar, cells).map((members) => describe(members, cells, excessOf, names));
  return spots.sort((a, b) => (b.people ?? 0) - (a.people ?? 0) || a.cells[0] - b.cells[0]);
}

/** Groups of touching cells, each ascending. */
export function groupTouching(isTooFar: Uint8Array, { col, row }: Pick<SpotCells, "col" | "row">): number[][] {
  const squares = new Map<string, number[]>();
  for (let c = 0; c < isTooFar.length; c += 1) {
    if (!isTooFar[c]) continue;
    const key = `${col[c]},${row[c]}`;
    // Cells of two gminas may share one square of the grid.
    const square = squares.get(key);
    if (square) square.push(c);
    else squares.set(key, [c]);
  }
  const groups: number[][] = [];
  for (const start of [...squares.keys()]) {
    const first = squares.get(start);
    if (!first) continue;
    squares.delete(start);
    const group = [...first];
    for (let i = 0; i < group.length; i += 1) {
      for (const [dx, dy] of NEIGHBOURS) {
        const key = `${col[group[i]] + dx},${row[group[i]] + dy}`;
        const square = squares.get(key);
        if (!square) continue;
        squares.delete(key);
        group.push(...square);
      }
    }
    groups.push(group.sort((a, b) => a - b));
  }
  return groups;
}

function describe(
  members: number[], cells: SpotCells, excessOf: (cell: number) => Excess, names: { gminas: string[]; localities: string[] },
): FoundSpot {
  let [people, target, imputed, known, sum, place] = [0, 0, 0, 0, 0, -1];
  let least = Infinity;
  for (const c of members) {
    people += cells.people[c];
    target += cells.target?.[c] ?? 0;
    imputed += cells.isImputed[c] ? 1 : 0;
    const excess = excessOf(c);
    if (excess.over === Infinity) continue;
    known += cells.people[c];
    sum += excess.over * cells.people[c];
    if (excess.over < least) [least, place] = [excess.over, excess.place];
  }
  return {
    cells: members,
    people: imputed === 1 && members.length === 1 ? null : people,
    peopleTarget: !cells.target || (imputed > 0 && imputed < MIN_IMPUTED) ? null : target,
    over: known ? sum / known : null,
    place,
    gminas: byPeople(members, cells.people, (c) => cells.gmina[c], (g) => names.gminas[g]),
    localities: byPeople(members, cells.people, (c) => cells.locality[c] - 1, (l) => names.localities[l])
      .filter((l) => l >= 0)
      .map((l) => names.localities[l]),
  };
}

function byPeople(members: number[], people: PackedArray, keyOf: (c: number) => number, nameOf: (key: number) => string): number[] {
  const sums = new Map<number, number>();
  for (const c of members) sums.set(keyOf(c), (sums.get(keyOf(c)) ?? 0) + people[c]);
  const order = [...sums].sort(([a, n], [b, m]) => m - n || compareByCodePoint(nameOf(a) ?? "", nameOf(b) ?? ""));
  return order.map(([key]) => key);
}

/** Sides of cells that no other cell of the spot touches: four numbers (x, y, x, y in steps) a side. */
export function outlineOf(members: number[], { col, row, quads }: Pick<SpotCells, "col" | "row"> & { quads: PackedArray }): number[] {
  const squares = new Set(members.map((c) => `${col[c]},${row[c]}`));
  const drawn = new Set<string>();
  const outline: number[] = [];
  for (const c of members) {
    const key = `${col[c]},${row[c]}`;
    if (drawn.has(key)) continue;
    drawn.add(key);
    SIDES.forEach(([dx, dy], k) => {
      if (squares.has(`${col[c] + dx},${row[c] + dy}`)) return;
      const [from, to] = [8 * c + 2 * k, 8 * c + 2 * ((k + 1) % 4)];
      outline.push(quads[from], quads[from + 1], quads[to], quads[to + 1]);
    });
  }
  return outline;
}

/** Whether a point lies within an outline (even-odd rule). */
export function isInside(outline: ArrayLike<number>, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0; i < outline.length; i += 4) {
    const [xi, yi, xj, yj] = [outline[i], outline[i + 1], outline[i + 2], outline[i + 3]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
