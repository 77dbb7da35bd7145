// Which cell of one map is which of the other.
import type { Pair } from "./sides";

export interface Matching {
  /** For every cell of a side the same one of the other; -1 where the other does not have it. */
  other: Pair<Int32Array>;
  /** Cells that both have. */
  count: number;
}

export function matchCells([first, second]: Pair<readonly string[]>): Matching {
  const at = new Map(second.map((id, cell) => [id, cell]));
  const other: Pair<Int32Array> = [new Int32Array(first.length).fill(-1), new Int32Array(second.length).fill(-1)];
  let count = 0;
  first.forEach((id, cell) => {
    const match = at.get(id);
    // An id that stands twice would make two cells one.
    if (match === undefined || other[1][match] >= 0) return;
    other[0][cell] = match;
    other[1][match] = cell;
    count += 1;
  });
  return { other, count };
}

/** Cells of a side that the other does not have. */
export function unmatchedOf(other: Int32Array): number[] {
  return [...other.keys()].filter((cell) => other[cell] < 0);
}
