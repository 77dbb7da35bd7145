// What Python writes into the page so that people can be counted anew: costs in whole steps, and what is known of places.

/** Whose services count for whom; groups hold codes of gminas. */
export interface Sharing {
  regime: "open" | "own" | "partners";
  groups: string[][];
}

/** A mode and the unit of its limits. */
export interface WhatIfWay {
  mode: string;
  unit: "min" | "m";
  /** Largest limit that can be asked for, in units. */
  max: number;
  /** Whether the data hold all ways of the mode; without them nobody beyond a limit can be told to be too far. */
  knows_all: boolean;
  /** Whether the file tells which cells' people may have courses that are not known: public transport alone. */
  hangs_on_timetables: boolean;
  /** Whether the file tells what a new place would cost. */
  has_new_places: boolean;
}

/** A service type by one mode. */
export interface WhatIfMeasure {
  /** Index into the ways. */
  way: number;
  /** Thresholds in units; the middle one is the main one. */
  values: [number, number, number];
  kinds: [string, string, string];
  /** Indices into the services, ascending: the rows of the measure's arrays. */
  places: number[];
  /** Rows that meet no road by this mode. */
  loose: number[];
  /** Rows known only roughly. */
  rough: number[];
}

export interface WhatIfType {
  code: string;
  /** Who travels; "from": the service comes to people. */
  direction: "to" | "from";
  /** Index into the groups; -1 when nobody counted the group, or it is everybody. */
  target: number;
  /** Units wanted by a person of the demand group; null when no rate is known. */
  rate: number | null;
  /** Index into the groups, everybody included; -1 when nobody counted it. */
  demand_group: number;
  capacity_unit: string;
  /** Gminas (indices) in which a service of unknown place exists; null when it may be in any. */
  unplaced: number[] | null;
  /** False when the run found no place: nothing is said until one is opened. */
  is_found: boolean;
  measures: WhatIfMeasure[];
}

export interface WhatIfData {
  /** How many units (minutes, metres) one step is. */
  step_of: { min: number; m: number };
  beyond: number;
  never: number;
  /** The area's own. */
  sharing: Sharing;
  /**
   * Population groups; people of group i stand in `people.i`. Confidential cells have people, but no age groups: of these
   * `confidential.i` holds the sum for each gmina.
   */
  groups: string[];
  types: WhatIfType[];
  ways: WhatIfWay[];
}

/** Can be reached, but farther than the file tells. */
export const BEYOND = 254;
/** Cannot be reached. */
export const NEVER = 255;
/** Group of everybody. */
export const EVERYBODY = "all";
