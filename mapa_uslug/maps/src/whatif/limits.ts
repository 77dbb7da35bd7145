// Modes in their order, and the limits that may be asked for.
import type { Unit } from "../data";
import { OWN_LIMIT, type AnswerLimit } from "./answer";
import type { WhatIfMeasure, WhatIfWay } from "./data";

/** The order in which modes give their reasons; others follow by name. */
const MODES = ["car", "walk", "walk_slow", "bike", "transit"];
/** The main one of the three thresholds. */
export const MAIN = 1;
/** Fewer leave no whole step for the shorter threshold that a run needs besides. */
const LEAST_STEPS = 2;

export function compareModes(a: string, b: string): number {
  const rank = (mode: string) => (MODES.includes(mode) ? MODES.indexOf(mode) : MODES.length);
  return rank(a) - rank(b) || (a < b ? -1 : Number(a > b));
}

/** Smallest limit that can be asked for, in units. */
export function leastLimit(step: number): number {
  return LEAST_STEPS * step;
}

export function describeLimit(value: number, measure: WhatIfMeasure, way: WhatIfWay): AnswerLimit {
  const unit: Unit = way.unit;
  return { mode: way.mode, value, unit, kind: measure.kinds[measure.values.indexOf(value)] ?? OWN_LIMIT, max: way.max };
}
