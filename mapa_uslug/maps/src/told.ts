// People by state as they may be told: in the public edition some counts are hidden.
import type { Sums } from "./whatif/combine";

/** A number of people; null is one that is hidden. */
export type Figure = number | null;

export interface Row {
  people: Figure;
  /** In the order of STATES. */
  states: readonly Figure[];
}

/** Of all gminas together, which need not be the sum of what is told of each, and of each, in the order of the gminas. */
export interface Told {
  total: Row;
  gminas: Row[];
}

/** In place of a hidden count in the arrays that public.py writes, which hold people and people by state of a gmina. */
const HIDDEN = -1;
const WIDTH = 5;

/** Counted figures: nothing is hidden. */
export function tellAll({ total, gminas }: Sums): Told {
  return { total: rowOf(total), gminas: gminas.map(rowOf) };
}

export function rowOf(states: readonly number[]): Row {
  return { people: states.reduce((a, b) => a + b, 0), states };
}

/** What stands in the file of the public edition: gminas, then all together. */
export function readTold(figures: ArrayLike<number>): Told {
  const rows = Array.from({ length: figures.length / WIDTH }, (_, r): Row => {
    const [people, ...states] = Array.from({ length: WIDTH }, (_, i) => figures[WIDTH * r + i]).map((n) => (n === HIDDEN ? null : n));
    return { people, states };
  });
  return { total: rows.at(-1)!, gminas: rows.slice(0, -1) };
}

/** People of whom the row does not tell the state; null where it does not tell how many people there are. */
export function untold({ people, states }: Row): Figure {
  return people === null ? null : people - states.reduce((sum: number, count) => sum + (count ?? 0), 0);
}

/** The most that a count can be; null where nothing bounds it. */
export function mostOf(row: Row, state: number): Figure {
  return row.states[state] ?? untold(row);
}

/** For sorting, the largest first and what is hidden last. */
export function byFigure(a: Figure, b: Figure): number {
  return a === null || b === null ? Number(a === null) - Number(b === null) : b - a;
}
