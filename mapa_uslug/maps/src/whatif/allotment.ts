// Allotting places to people when there may not be enough; the same order and arithmetic as coverage/allotment.py.
import type { PackedArray } from "../unpack";

/** What is left of a subtraction of doubles is not a person. */
const LEAST_SHARE = 1e-9;

export interface Allotment {
  /** Most that each place can cost its people, one row a place, in steps. */
  steps: readonly Uint8Array[];
  /** Places x gminas, 255 where the gmina's people may not use the place. */
  barred: Uint8Array;
  gmina: PackedArray;
  gminas: number;
  /** Largest step within the limit. */
  limit: number;
  isWithin: Uint8Array;
  /** Units wanted in each cell. */
  wanted: Float64Array;
  /** Units at each place; Infinity where not known, since an unknown capacity must not leave anyone out. */
  capacity: Float64Array;
}

/** Pairs of a large type run into millions: their memory is kept from one count to the next. */
let [pairCell, pairPlace] = [new Uint32Array(0), new Uint32Array(0)];

/**
 * Share of each cell's demand that finds no room. Pairs are served by ascending step, ties by cell, then by place, each
 * taking what the cell still needs and the place still has.
 */
export function allotPlaces(task: Allotment): Float64Array {
  const { wanted, isWithin } = task;
  const size = sortPairs(task);
  const left = wanted.slice();
  const room = task.capacity.slice();
  for (let i = 0; i < size; i += 1) {
    const c = pairCell[i];
    const p = pairPlace[i];
    const taken = Math.min(left[c], room[p]);
    if (taken > 0) {
      left[c] -= taken;
      room[p] -= taken;
    }
  }
  for (let c = 0; c < left.length; c += 1) {
    const share = isWithin[c] && wanted[c] > 0 ? left[c] / wanted[c] : 0;
    left[c] = share < LEAST_SHARE ? 0 : share;
  }
  return left;
}

/** Counting sort by step; cells come in order, and each cell's places in theirs, so that ties fall as they should. */
function sortPairs(task: Allotment): number {
  const start = new Uint32Array(257);
  walkPairs(task, start, false);
  let size = 0;
  for (let step = 0; step < 257; step += 1) {
    const count = start[step];
    start[step] = size;
    size += count;
  }
  if (pairCell.length < size) [pairCell, pairPlace] = [new Uint32Array(size * 1.25), new Uint32Array(size * 1.25)];
  walkPairs(task, start, true);
  return size;
}

/** Counts the pairs of each step, or puts each where its step's next one goes. */
function walkPairs(task: Allotment, next: Uint32Array, isPlacing: boolean): void {
  const { steps, barred, gmina, gminas, limit, isWithin, wanted } = task;
  for (let c = 0; c < isWithin.length; c += 1) {
    if (!isWithin[c] || wanted[c] <= 0) continue;
    const g = gmina[c];
    for (let p = 0; p < steps.length; p += 1) {
      const step = steps[p][c] | barred[p * gminas + g];
      if (step > limit) continue;
      if (isPlacing) {
        pairCell[next[step]] = c;
        pairPlace[next[step]] = p;
      }
      next[step] += 1;
    }
  }
}
