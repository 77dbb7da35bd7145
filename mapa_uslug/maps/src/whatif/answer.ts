// What the map, the panel and the tables show of a question: one form for figures counted here and for stored ones.
import type { Group, LatLng, Unit } from "../data";
import type { StepBox } from "../frame";
import type { Told } from "../told";
import type { Sums } from "./combine";
import type { Place } from "./places";

/** What is asked. */
export interface Question {
  readonly type: string;
  /** "all" or a mode. */
  readonly mode: string;
  /** By mode, in units. */
  readonly limits: Readonly<Record<string, number>>;
  readonly group: Group;
}

/** Every mode that counts, in place of one. */
export const ALL_MODES = "all";
/** Kind of a limit that somebody moved. */
export const OWN_LIMIT = "wlasny";

export interface AnswerLimit {
  mode: string;
  value: number;
  unit: Unit;
  /** By law ("ustawowy"), by convention ("umowny"), or moved ("wlasny"). */
  kind: string;
  /** Largest that can be asked for. */
  max: number;
}

/** A way from a cell to the nearest place. */
export interface WayTo {
  mode: string;
  /** The limit and its unit. */
  value: number;
  unit: Unit;
  /** In units; null where nothing is known. */
  cost: number | null;
  /** There is a way, longer than the file tells. */
  isBeyond: boolean;
  place: Place | null;
}

/** A white spot; null is a figure that must stay confidential or that nobody knows. */
export interface Spot {
  people: number | null;
  peopleTarget: number | null;
  /** Mean beyond the limit, in `unit`. */
  over: number | null;
  unit: Unit;
  nearest: Place | null;
  /** Codes and names, those of most people first. */
  gminas: string[];
  localities: string[];
  at: LatLng;
  box: StepBox | null;
  /** Its cells; empty for a stored spot. */
  cells: number[];
  /** Four numbers (x, y, x, y in steps) a side. */
  outline: ArrayLike<number>;
}

export interface Answer {
  readonly type: string;
  readonly mode: string;
  /** A byte a cell: state | reason << 2. */
  readonly states: Uint8Array;
  readonly limits: AnswerLimit[];
  readonly isCapacityKnown: boolean;
  readonly hasTarget: boolean;
  /** To count with; not in the public edition. */
  sums(group: Group): Sums;
  /** To show. */
  told(group: Group): Told;
  /** People served in each cell; null for a stored answer, which does not tell. */
  served(group: Group): ArrayLike<number> | null;
  /** People counted in each cell; null as above. */
  people(group: Group): ArrayLike<number> | null;
  /** Indices of reasons, that of most people first. */
  unknownReasons(group: Group): number[];
  /** The largest first; found at first use. */
  readonly spots: Spot[];
  ways(cell: number): WayTo[];
}
