// One service type by one mode: who is within the limit, who is not, and whom nothing can be told about; the same
// decisions as coverage/states.py.
import type { PackedArray } from "../unpack";
import { NEVER } from "./data";

/** Indices into the reasons, as in contracts/tables.py. */
export const [
  NO_REASON, NO_ROAD, NOT_CONNECTED, DATA_EDGE, OUTSIDE_DATA, NOT_ELIGIBLE, NO_PATHS, UNPLACED_SERVICE, UNCERTAIN_PLACE,
  NO_TIMETABLE,
] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** A cell by one mode; the numbers of the states of people, so that "within" is served or full. */
export const [WITHIN, BEYOND_LIMIT, UNKNOWN] = [0, 2, 3];

/** Places that count, as rows of steps. */
export interface Costs {
  /** One row a place. */
  steps: readonly Uint8Array[];
  /** The most that it can cost to the true place; the same rows for places known well. */
  sure: readonly Uint8Array[];
  /** The least to places known roughly, and which of the places these are. */
  least: readonly Uint8Array[];
  rough: readonly number[];
  /** Seconds or metres from the end of the data back to each place. */
  back: Float64Array;
  /** Places x gminas, 255 where the gmina's people may not use the place. */
  barred: Uint8Array;
  gmina: PackedArray;
  gminas: number;
}

/** What does not hang on the limit: the costs of each cell to the places that its people may use. */
export interface Nearest {
  near: Uint8Array;
  /** The place that `near` is of, the first in order among equals; -1 when none can be reached. */
  who: Int32Array;
  /** As `near`, of the most that it can cost. */
  best: Uint8Array;
  /** The least to places known roughly; null when all are known well. */
  least: Uint8Array | null;
  /** Of each gmina: whether its people may use any place, and the least cost back to one. */
  hasPlace: Uint8Array;
  back: Float64Array;
}

/** Cells as a mode finds them. */
export interface Ground {
  gmina: PackedArray;
  snapped: PackedArray;
  outside: PackedArray;
  /** Whether the end of the list of services counts too: then leaving the data is enough, else one must come back. */
  isOpenEnded: boolean;
  leaveOpen: PackedArray | null;
  leaveKnown: PackedArray;
  knowsAll: boolean;
  /** Of each cell: whether courses of public transport may be missing; null by other modes. */
  lacksTimetable: PackedArray | null;
  /** Of each gmina: whether a service of unknown place exists there. */
  unplaced: Uint8Array;
}

export interface Layer {
  status: Uint8Array;
  reason: Uint8Array;
}

export function findNearest(costs: Costs): Nearest {
  const { steps, sure, gmina, gminas, barred, rough } = costs;
  const near = new Uint8Array(gmina.length).fill(NEVER);
  const who = new Int32Array(gmina.length).fill(-1);
  const barOf = (p: number) => barred.subarray(p * gminas, (p + 1) * gminas);
  const isRough = new Uint8Array(steps.length);
  for (const p of rough) isRough[p] = 1;
  for (let p = 0; p < steps.length; p += 1) if (!isRough[p]) keepNearest(steps[p], barOf(p), gmina, near, who, p);
  if (!rough.length) return { near, who, best: near, least: null, ...findBack(costs) };
  // Places known well cost the same at most and at least; the few others are looked at twice.
  const best = near.slice();
  const least = new Uint8Array(gmina.length).fill(NEVER);
  rough.forEach((p, i) => {
    insertNearest(steps[p], barOf(p), gmina, near, who, p);
    keepLeast(sure[p], barOf(p), gmina, best);
    keepLeast(costs.least[i], barOf(p), gmina, least);
  });
  return { near, who, best, least, ...findBack(costs) };
}

/** Places come in order, so that of equals the first is kept. */
function keepNearest(
  row: Uint8Array, bar: Uint8Array, gmina: PackedArray, near: Uint8Array, who: Int32Array, place: number,
): void {
  // A place open to all, as most are, is not asked for every cell's gmina.
  const isOpen = bar.every((byte) => byte === 0);
  if (isOpen) {
    for (let c = 0; c < row.length; c += 1) {
      if (row[c] < near[c]) {
        near[c] = row[c];
        who[c] = place;
      }
    }
    return;
  }
  for (let c = 0; c < row.length; c += 1) {
    const step = row[c] | bar[gmina[c]];
    if (step < near[c]) {
      near[c] = step;
      who[c] = place;
    }
  }
}

/** As `keepNearest`, for a place that comes after others behind it in order. */
function insertNearest(
  row: Uint8Array, bar: Uint8Array, gmina: PackedArray, near: Uint8Array, who: Int32Array, place: number,
): void {
  for (let c = 0; c < row.length; c += 1) {
    const step = row[c] | bar[gmina[c]];
    if (step > near[c] || step === NEVER || (step === near[c] && who[c] < place)) continue;
    near[c] = step;
    who[c] = place;
  }
}

function keepLeast(row: Uint8Array, bar: Uint8Array, gmina: PackedArray, least: Uint8Array): void {
  for (let c = 0; c < row.length; c += 1) {
    const step = row[c] | bar[gmina[c]];
    if (step < least[c]) least[c] = step;
  }
}

function findBack({ steps, barred, gminas, back }: Costs): Pick<Nearest, "hasPlace" | "back"> {
  const hasPlace = new Uint8Array(gminas);
  const least = new Float64Array(gminas).fill(Infinity);
  for (let p = 0; p < steps.length; p += 1) {
    for (let g = 0; g < gminas; g += 1) {
      if (barred[p * gminas + g]) continue;
      hasPlace[g] = 1;
      if (back[p] < least[g]) least[g] = back[p];
    }
  }
  return { hasPlace, back: least };
}

/**
 * @param limit Largest step within the limit.
 * @param limitRaw The same in seconds or metres, which the way out of the data and back is measured in.
 */
export function classifyCells(nearest: Nearest, ground: Ground, limit: number, limitRaw: number): Layer {
  const cells = ground.gmina.length;
  const [status, reason] = [new Uint8Array(cells), new Uint8Array(cells)];
  for (let c = 0; c < cells; c += 1) {
    if (ground.snapped[c] && !ground.outside[c] && nearest.best[c] <= limit) continue;
    const why = findReason(c, nearest, ground, limit, limitRaw);
    reason[c] = why;
    status[c] = why === NO_REASON || why === NOT_ELIGIBLE ? BEYOND_LIMIT : UNKNOWN;
  }
  return { status, reason };
}

/** The first that holds, for a cell that is not within the limit. */
function findReason(c: number, nearest: Nearest, ground: Ground, limit: number, limitRaw: number): number {
  const g = ground.gmina[c];
  if (ground.outside[c]) return OUTSIDE_DATA;
  if (!ground.snapped[c]) return NO_ROAD;
  if (nearest.least && nearest.least[c] <= limit) return UNCERTAIN_PLACE;
  const canLeave = ground.isOpenEnded
    ? ground.leaveOpen![c] <= limit
    : ground.leaveKnown[c] + nearest.back[g] <= limitRaw;
  if (canLeave) return DATA_EDGE;
  if (ground.unplaced[g]) return UNPLACED_SERVICE;
  if (!nearest.hasPlace[g]) return NOT_ELIGIBLE;
  if (ground.lacksTimetable) return ground.lacksTimetable[c] ? NO_TIMETABLE : NO_REASON;
  if (nearest.near[c] === NEVER) return NOT_CONNECTED;
  return ground.knowsAll ? NO_REASON : NO_PATHS;
}
