// Who gains and who loses access by a change.
import type { Group } from "../data";
import { FULL, STATE_BITS } from "../states";
import type { Answer } from "./answer";

export interface Difference {
  gained: number;
  lost: number;
}

/** Null when an answer does not tell of single cells; no base at all is one that serves nobody. */
export function compareAccess(now: Answer, base: Answer | null, group: Group): Difference | null {
  const served = now.served(group);
  if (!served) return null;
  const before = base?.served(group) ?? null;
  const difference = { gained: 0, lost: 0 };
  let net = 0;
  for (let c = 0; c < served.length; c += 1) {
    const more = served[c] - (before ? before[c] : 0);
    net += more;
    // People without room are rounded along the cells: a single person may only have moved to the next cell.
    if (base && Math.abs(more) === 1 && isFull(now, c) && isFull(base, c)) continue;
    if (more > 0) difference.gained += more;
    else difference.lost -= more;
  }
  // What was passed over, so that gains less losses are the difference of the sums.
  const rest = net - (difference.gained - difference.lost);
  if (rest > 0) difference.gained += rest;
  else difference.lost -= rest;
  return difference;
}

function isFull({ states }: Answer, cell: number): boolean {
  return (states[cell] & STATE_BITS) === FULL;
}
