// In what two answers differ, cell by cell, and how many people that concerns: of two maps, or before and after a change.
import { bothOf, type Pair } from "../pair";
import { CANNOT_TELL, FULL, SERVED, STATE_BITS } from "../states";

/** For every cell of a side the same one of the other; -1 where the other does not have it. */
export interface SameCells {
  other: Pair<Int32Array>;
}

/**
 * Access is a place within reach in which there is room, if that is known. What is not known on one side only is neither
 * a gain nor a loss: it has classes of its own.
 */
export const CLASSES = ["first", "second", "unknown_first", "unknown_second"] as const;
export type DifferenceClass = (typeof CLASSES)[number];
/** In place of a class: no difference, or no cell to compare with. */
export const NO_CLASS = 255;

/** The cells of a side. */
export interface SideCells {
  states: ArrayLike<number>;
  people: ArrayLike<number>;
  /** People with access; null when the file does not tell cell by cell. */
  served: ArrayLike<number> | null;
  isImputed: ArrayLike<number>;
  /** Whether `people` holds estimates for cells that the source keeps confidential, and not nought. */
  hasEstimates: boolean;
  /** Whether it is a group, of which less may be told. */
  isGroup: boolean;
}

export interface ClassCount {
  cells: number;
  /** Null when it is not known, or would tell of a confidential cell. */
  people: number | null;
  /** Confidential cells that are not among the people. */
  uncounted: number;
}

export interface Compared {
  /** Class of every cell of each side. */
  classes: Pair<Uint8Array>;
  counts: Record<DifferenceClass, ClassCount>;
}

/** A group's figure tells of its confidential cells when these are fewer. */
const LEAST_IMPUTED = 5;

export function compareCells(sides: Pair<SideCells>, { other }: SameCells): Compared {
  const classes = bothOf(sides, ({ states }) => new Uint8Array(states.length).fill(NO_CLASS));
  const tallies = CLASSES.map(() => ({ cells: 0, people: 0, imputed: 0, isKnown: true }));
  // People without room are rounded along the cells; what only moved to the next cell is made up for at the end.
  let rest = 0;
  for (let cell = 0; cell < other[0].length; cell += 1) {
    const match = other[0][cell];
    if (match < 0) continue;
    const { name, people } = compareCell(sides, [cell, match]);
    if (name === null) {
      rest += people ?? 0;
      continue;
    }
    const number = CLASSES.indexOf(name);
    classes[0][cell] = number;
    classes[1][match] = number;
    const tally = tallies[number];
    const side = sideOf(name);
    tally.cells += 1;
    tally.people += people ?? 0;
    tally.imputed += Number(Boolean(sides[side].isImputed[side ? match : cell]));
    tally.isKnown &&= people !== null;
  }
  tallies[CLASSES.indexOf(rest > 0 ? "second" : "first")].people += Math.abs(rest);
  const counts = CLASSES.map((name, number) => [name, tell(tallies[number], sides[sideOf(name)])] as const);
  return { classes, counts: Object.fromEntries(counts) as Compared["counts"] };
}

/** The side that a class is called by. */
function sideOf(name: DifferenceClass): 0 | 1 {
  return name.endsWith("first") ? 0 : 1;
}

interface Found {
  name: DifferenceClass | null;
  /** People concerned, as counted on the map that the class is called by; without a class what the second has more. */
  people: number | null;
}

function compareCell(sides: Pair<SideCells>, cells: Pair<number>): Found {
  const states = bothOf(sides, (side, number) => side.states[cells[number]] & STATE_BITS);
  const people = bothOf(sides, (side, number) => side.people[cells[number]]);
  const [isUnknown, isUnknownToo] = bothOf(states, (state) => state === CANNOT_TELL);
  if (isUnknown && isUnknownToo) return { name: null, people: 0 };
  if (isUnknown !== isUnknownToo) return isUnknown ? { name: "unknown_first", people: people[0] } : { name: "unknown_second", people: people[1] };
  const served = bothOf(sides, (side, number) => side.served?.[cells[number]] ?? null);
  const isFull = states.includes(FULL);
  if (!isFull || served[0] === null || served[1] === null) return compareStates(states, people);
  return compareServed([served[0], served[1]], people, states[0] === states[1]);
}

/** Whole cells; of a cell without room for all it is not known how many have access. */
function compareStates(states: Pair<number>, people: Pair<number>): Found {
  const [first, second] = bothOf(states, (state) => (state === SERVED ? 2 : Number(state === FULL)));
  if (first === second) return { name: null, people: 0 };
  const name = first > second ? "first" : "second";
  return { name, people: states.includes(FULL) ? null : people[sideOf(name)] };
}

/** Parts of a cell's people, since the maps need not count the same people in it. */
function compareServed(served: Pair<number>, people: Pair<number>, isFullOnBoth: boolean): Found {
  if (!people[0] || !people[1]) return { name: null, people: 0 };
  const more = people[0] === people[1] ? served[1] - served[0] : served[1] / people[1] - served[0] / people[0];
  const name = more > 0 ? "second" : "first";
  const concerned = people[0] === people[1] ? Math.abs(more) : Math.round(Math.abs(more) * people[sideOf(name)]);
  if (concerned > 1 || (concerned === 1 && !isFullOnBoth)) return { name, people: concerned };
  return { name: null, people: people[0] === people[1] ? more : 0 };
}

function tell({ cells, people, imputed, isKnown }: { cells: number; people: number; imputed: number; isKnown: boolean }, side: SideCells): ClassCount {
  if (!side.hasEstimates) return { cells, people: isKnown ? people : null, uncounted: imputed };
  const isTelling = side.isGroup ? imputed > 0 && imputed < LEAST_IMPUTED : imputed === 1 && cells === 1;
  return { cells, people: isKnown && !isTelling ? people : null, uncounted: 0 };
}

/** Cells that both maps have, with other people in each. */
export function countUnlike(people: Pair<ArrayLike<number>>, { other }: SameCells): number {
  let unlike = 0;
  other[0].forEach((match, cell) => {
    if (match >= 0 && people[0][cell] !== people[1][match]) unlike += 1;
  });
  return unlike;
}
