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

/**
 * Share of each cell's demand that finds no room. Pairs are served by ascending step, ties by cell, then by place, each
 * taking what the cell still needs and the place still has.
 */
export function allotPlaces(task: Allotment): Float64Array {
  const { wanted, isWithin } = task;
  const pairs = sortByStep(sortByCell(findPairs(task)));
  const left = wanted.slice();
  const room = task.capacity.slice();
  for (let i = 0; i < pairs.size; i += 1) {
    const c = pairs.cell[i];
    const p = pairs.place[i];
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

/** Cells and places of one another, with their steps. */
class Pairs {
  size = 0;
  cell = new Uint32Array(0);
  place = new Uint32Array(0);
  step = new Uint8Array(0);

  /** Makes room; what is there stays. */
  reserve(size: number): void {
    if (size <= this.cell.length) return;
    const [{ cell, place, step }, room] = [this, 2 * size];
    [this.cell, this.place, this.step] = [new Uint32Array(room), new Uint32Array(room), new Uint8Array(room)];
    this.cell.set(cell);
    this.place.set(place);
    this.step.set(step);
  }
}

/** Pairs of a large type run into millions: their memory is kept from one count to the next. */
const [found, sorted] = [new Pairs(), new Pairs()];

/** Pairs within the limit, place by place, since each one's steps lie in a row. */
function findPairs({ steps, barred, gmina, gminas, limit, isWithin, wanted, capacity }: Allotment): Pairs {
  const shut = isWithin.map((within, c) => (within && wanted[c] > 0 ? 0 : 255));
  found.size = 0;
  for (let p = 0; p < steps.length; p += 1) {
    if (capacity[p] <= 0) continue;
    found.reserve(found.size + shut.length);
    findPairsOf(p, steps[p], barred.subarray(p * gminas, (p + 1) * gminas), gmina, shut, limit);
  }
  return found;
}

function findPairsOf(p: number, row: Uint8Array, bar: Uint8Array, gmina: PackedArray, shut: Uint8Array, limit: number): void {
  const { cell, place, step } = found;
  let size = found.size;
  for (let c = 0; c < row.length; c += 1) {
    const cost = row[c] | shut[c];
    if (cost > limit || bar[gmina[c]]) continue;
    cell[size] = c;
    place[size] = p;
    step[size] = cost;
    size += 1;
  }
  found.size = size;
}

/** Two counting sorts, the finer order first: each leaves alone what is equal to it. */
function sortByCell(pairs: Pairs): Pairs {
  let last = 0;
  for (let i = 0; i < pairs.size; i += 1) if (pairs.cell[i] > last) last = pairs.cell[i];
  return sortBy(pairs.cell, last + 1, pairs, sorted);
}

function sortByStep(pairs: Pairs): Pairs {
  return sortBy(pairs.step, 256, pairs, found);
}

function sortBy(key: Uint8Array | Uint32Array, keys: number, from: Pairs, to: Pairs): Pairs {
  const next = new Uint32Array(keys + 1);
  for (let i = 0; i < from.size; i += 1) next[key[i] + 1] += 1;
  for (let k = 0; k < keys; k += 1) next[k + 1] += next[k];
  to.reserve(from.size);
  for (let i = 0; i < from.size; i += 1) {
    const at = next[key[i]]++;
    to.cell[at] = from.cell[i];
    to.place[at] = from.place[i];
    to.step[at] = from.step[i];
  }
  to.size = from.size;
  return to;
}
