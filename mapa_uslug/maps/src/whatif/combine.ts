// From cells to people, and from one mode to all together; the same arithmetic as coverage/states.py and
// contracts/combined.py.
import { CANNOT_TELL, FULL, REASON_SHIFT, SERVED, TOO_FAR } from "../states";
import type { PackedArray } from "../unpack";
import { BEYOND_LIMIT, UNKNOWN, WITHIN, type Layer } from "./layer";

const STATE_COUNT = 4;
const REASON_COUNT = 10;

/** A layer, and the share of each cell's demand that finds no room (null when capacity was not weighed). */
export interface WeighedLayer extends Layer {
  share: Float64Array | null;
}

/** People of every cell by state: served, full, too far, cannot tell. */
export type Counts = readonly [Int32Array, Int32Array, Int32Array, Int32Array];

function makeCounts(cells: number): Counts {
  return [new Int32Array(cells), new Int32Array(cells), new Int32Array(cells), new Int32Array(cells)];
}

/** Those who find no room are rounded so that every running total over the cells is right to half a person. */
export function countPeople({ status, share }: WeighedLayer, people: PackedArray): Counts {
  const counts = makeCounts(status.length);
  let sum = 0;
  let before = 0;
  for (let c = 0; c < status.length; c += 1) {
    if (status[c] !== WITHIN) {
      counts[status[c] === UNKNOWN ? CANNOT_TELL : TOO_FAR][c] = people[c];
      continue;
    }
    if (share) sum += people[c] * share[c];
    // A hair above a half, so that the order of additions does not decide.
    const total = Math.floor(sum + 0.5 + 1e-7);
    counts[FULL][c] = total - before;
    counts[SERVED][c] = people[c] - (total - before);
    before = total;
  }
  return counts;
}

/**
 * By all modes together: within when some mode brings people within its limit, too far only when every mode leaves them
 * beyond it.
 */
export function combineCounts(each: readonly Counts[], people: PackedArray): Counts {
  if (each.length === 1) return each[0];
  const counts = makeCounts(people.length);
  for (let c = 0; c < people.length; c += 1) {
    let served = 0;
    let within = 0;
    let tooFar = Infinity;
    for (let m = 0; m < each.length; m += 1) {
      const one = each[m];
      served = Math.max(served, one[SERVED][c]);
      within = Math.max(within, one[SERVED][c] + one[FULL][c]);
      tooFar = Math.min(tooFar, one[TOO_FAR][c]);
    }
    counts[SERVED][c] = served;
    counts[FULL][c] = within - served;
    counts[TOO_FAR][c] = tooFar;
    counts[CANNOT_TELL][c] = people[c] - within - tooFar;
  }
  return counts;
}

/** The reason of the first mode that gives one and is in the state that all modes together came to. */
export function combineReasons(layers: readonly Layer[], each: readonly Counts[], together: Counts): Uint8Array {
  const reason = new Uint8Array(together[0].length);
  for (let c = 0; c < reason.length; c += 1) {
    for (let m = 0; m < layers.length && !reason[c]; m += 1) {
      if (layers[m].reason[c] && shareState(each[m], together, c)) reason[c] = layers[m].reason[c];
    }
  }
  return reason;
}

function shareState(one: Counts, together: Counts, c: number): boolean {
  for (let state = 0; state < STATE_COUNT; state += 1) if (one[state][c] > 0 && together[state][c] > 0) return true;
  return false;
}

/** A byte a cell: the state in the two lower bits, the reason above. Anybody without room makes a cell full. */
export function makeStates(counts: Counts, reason: Uint8Array): Uint8Array {
  const states = new Uint8Array(reason.length);
  for (let c = 0; c < states.length; c += 1) {
    let state = SERVED;
    for (let s = 1; s < STATE_COUNT; s += 1) if (counts[s][c] > counts[state][c]) state = s;
    states[c] = (counts[FULL][c] > 0 ? FULL : state) | (reason[c] << REASON_SHIFT);
  }
  return states;
}

/** People by state: of all gminas together, and of each, in the order of the gminas. */
export interface Sums {
  total: number[];
  gminas: number[][];
}

export function sumByGmina(counts: Counts, gmina: PackedArray, gminas: number): Sums {
  const sums: Sums = { total: [0, 0, 0, 0], gminas: Array.from({ length: gminas }, () => [0, 0, 0, 0]) };
  for (let c = 0; c < gmina.length; c += 1) {
    const row = sums.gminas[gmina[c]];
    for (let state = 0; state < STATE_COUNT; state += 1) {
      row[state] += counts[state][c];
      sums.total[state] += counts[state][c];
    }
  }
  return sums;
}

/** Why people cannot be told about, as indices of reasons, that of most people first. */
export function rankUnknownReasons(counts: Counts, reason: Uint8Array): number[] {
  const people = new Float64Array(REASON_COUNT);
  for (let c = 0; c < reason.length; c += 1) people[reason[c]] += counts[CANNOT_TELL][c];
  const reasons = [...people.keys()].filter((i) => people[i] > 0);
  return reasons.sort((a, b) => people[b] - people[a] || a - b);
}

/** Cells whose people are too far by every mode. */
export function findTooFar(layers: readonly Layer[], people: PackedArray): Uint8Array {
  const isTooFar = new Uint8Array(people.length);
  for (let c = 0; c < isTooFar.length; c += 1) {
    if (people[c] > 0 && layers.every((layer) => layer.status[c] === BEYOND_LIMIT)) isTooFar[c] = 1;
  }
  return isTooFar;
}
