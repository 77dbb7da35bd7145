// What a change makes of people's access.
import type { Group } from "../data";
import type { Answer } from "./answer";
import { compareCells, type SideCells } from "./difference_classes";

/** People who gain or lose access, and those of whom nothing is known any more, or something is known now. */
export interface Difference {
  gained: number;
  lost: number;
  nowUnknown: number;
  nowKnown: number;
}

/** Null when an answer does not tell of single cells. */
export function compareAccess(now: Answer, base: Answer, group: Group): Difference | null {
  const [before, after] = [sideOf(base, group), sideOf(now, group)];
  if (!before || !after) return null;
  const same = Int32Array.from({ length: after.states.length }, (_, cell) => cell);
  const { first, second, unknown_first, unknown_second } = compareCells([before, after], { other: [same, same] }).counts;
  return { gained: second.people!, lost: first.people!, nowUnknown: unknown_second.people!, nowKnown: unknown_first.people! };
}

/** No cell is held back: the sums of the panel, of which these are parts, hold all of them. */
function sideOf(answer: Answer, group: Group): SideCells | null {
  const [served, people] = [answer.served(group), answer.people(group)];
  return served && people && { states: answer.states, people, served, isImputed: [], hasEstimates: true, isGroup: group !== "all" };
}
