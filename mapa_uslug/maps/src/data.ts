// The document that Python writes into the page: see document.py, descriptions.py and words.py beside this folder.
import type { WhatIfData } from "./whatif/data";

/** Latitude and longitude in degrees. */
export type LatLng = [lat: number, lng: number];
/** South-west and north-east. */
export type Bounds = [LatLng, LatLng];

export interface MapData {
  language: string;
  name: string;
  words: WordTable;
  /** West and north edge and side of the square that steps divide, as parts of the world in Web Mercator. */
  frame: FrameNumbers;
  bounds: Bounds;
  /** Of the pack that the page opens with. */
  arrays: ArrayDirectory;
  /** Of the costs between all pairs of cells; empty when they were left out. */
  way_arrays: ArrayDirectory;
  /** What people can be counted anew from; null when the file holds the answers of the run only. */
  what_if: WhatIfData | null;
  /** Why the file cannot count anew. */
  what_if_note?: string;
  /** Set in the edition for everybody: counts from 1 to one less than `k` are hidden, and those that would tell them; types without ways. */
  public?: { k: number; untold_ways: string[] };
  cell_ids: string[];
  areas: Area[];
  types: ServiceType[];
  /** Stored ones; empty when the page counts them. */
  answers: Answer[];
  /** The question that the map opens with. */
  first: { type: string; mode: string; level: number } | null;
  gminas: Gmina[];
  localities: string[];
  services: Service[];
  white_spot_columns: SpotColumn[];
  white_spots: SpotRow[];
  bands: BandRow[];
  /** Why white spots of the run are white, in words; arrays `causes.<type>.<mode>` number them from 1. A file of before has none. */
  spot_causes?: string[][];
  /** Further layers; a file of before has none. */
  layers?: FurtherLayer[];
  place_names: PlaceName[];
  notes: string[];
  info: Info;
}

export type FrameNumbers = [x0: number, y0: number, side: number];

export type ArrayKind = "u1" | "u2" | "u4" | "i4" | "f8";
/** Kind, first byte and number of values of every array in the pack. */
export type ArrayDirectory = Record<string, [kind: ArrayKind, offset: number, size: number]>;

/** An area of the CUS act. */
export interface Area {
  number: number;
  name: string;
  symbol: string;
}

export interface ServiceType {
  code: string;
  name: string;
  /** Number of the first area that it belongs to. */
  area: number;
  delivery: string;
  direction: "to" | "from";
  /** Whom it is for; empty when for everybody. */
  target: string;
  target_short: string;
  /** Services of the type whose place is not known. */
  unplaced: number;
  legal_basis: string;
  has_figures: boolean;
}

export type Unit = "min" | "m";
export type Group = "all" | "target";

/** A threshold of one mode. */
export interface Limit {
  mode: string;
  value: number;
  unit: Unit;
  kind: string;
}

/** What an answer is for; its figures lie in arrays named by its number. */
export interface Answer {
  type: string;
  mode: string;
  level: number;
  limits: Limit[];
  is_capacity_known: boolean;
  has_target: boolean;
  /** Indices into the words' `reasons`, that of most people first. */
  unknown_reasons: Partial<Record<Group, number[]>>;
}

export interface Gmina {
  teryt: string;
  name: string;
  /** Whether it belongs to the area analysed, and is no neighbour. */
  is_area: boolean;
  at: LatLng;
  bounds: Bounds;
}

/** A place; fields that the register leaves empty are not there at all. */
export interface Service {
  service_id: string;
  provider: string;
  service_type: string;
  gmina_teryt: string;
  locality?: string;
  address?: string;
  capacity?: number;
  capacity_unit?: string;
  /** Codes of gminas with "|" between them. */
  territory?: string;
  is_open?: boolean;
  hours?: string;
  contact?: string;
  source?: string;
  source_date?: string;
  quality?: string;
  /** How far the true place may lie [m]; only for a place that is known roughly. */
  radius_m?: number;
  /** Whether its capacity counts in the unit of its type. */
  has_unit?: boolean;
  /** Sector as given; "?" at the end when only guessed. */
  provider_kind?: string;
  /** Letters with "|" between them. */
  deliveries?: string;
  opening_hours?: string;
  /** Numbers of areas of the CUS act with "|" between them. */
  areas?: string;
  target?: string;
  occupied?: number;
  waiting?: number;
  staff_fte?: number;
  /** Days as 2026-11-25. */
  valid_from?: string;
  valid_until?: string;
  funded_until?: string;
  at: LatLng;
}

/** A white spot as its row tells of it; null is a figure that must stay confidential or that nobody knows. */
export interface SpotRecord {
  answer: number;
  people: number | null;
  people_target: number | null;
  /** Beyond the threshold, on average, in the unit of the answer's first limit. */
  over: number | null;
  /** Index of a service; -1 when none can be reached. */
  nearest: number;
  /** Codes with "|" between them. */
  gminas: string;
  /** Names with "|" between them. */
  localities: string;
  at: LatLng;
}

export type SpotColumn = keyof SpotRecord;
/** Values in the order of `white_spot_columns`. */
export type SpotRow = SpotRecord[SpotColumn][];

/** Whose isochrone it is (a place or a whole type), by which mode and for how many minutes. */
export type BandRow = [id: string, type: string, mode: string, minutes: number];
export type PlaceName = [name: string, rank: number, lon: number, lat: number];

/** A further layer, drawn, explained and tabulated as its data say: see map_layers.py. */
export interface FurtherLayer {
  key: string;
  title: string;
  hint: string;
  /** Shapes of lines and areas stand in the pack as `layer.<key>`. */
  kind: "line" | "area" | "point";
  features: LayerFeature[];
}

export interface LayerFeature {
  title: string;
  facts: [term: string, value: string | number | null][];
  at: LatLng;
}

export interface Info {
  attribution: string[];
  date: string;
  year: number | null;
  cell_m: number;
  /** Tiles from the web that may be switched on; null where the run asked for none. */
  tiles: TileSource | null;
}

export interface TileSource {
  /** With {z}, {x} and {y}. */
  url: string;
  attribution: string;
  /** Whose they are, in a word. */
  source: string;
}

/** Plural forms of a template, in the order in which `Words.count` looks for them. */
export type Forms = string[];
export type Headline = "to" | "from" | "none" | "full" | "cannot_tell" | "group" | "nobody";
/** Of a count that is hidden, in the public edition. */
type HiddenHeadline = `${"to" | "from" | "full" | "cannot_tell"}_${"hidden" | "untold"}` | "nobody_hidden";

/** Words that are lists or maps; every other key holds a plain word or template. */
export interface WordTable {
  headline: Record<Headline, Forms> & Partial<Record<HiddenHeadline, Forms>>;
  states: string[];
  levels: string[];
  reasons: string[];
  modes: Record<string, string>;
  by_mode: Record<string, string>;
  kinds: Record<string, string>;
  qualities: Record<string, string>;
  deliveries: Record<string, string>;
  unplaced: Forms;
  rough_places: Forms;
  [key: string]: string | string[] | Record<string, string> | Record<string, Forms>;
}
