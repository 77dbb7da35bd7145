// The page's data and every question that may be asked of them, whether the answers stand in the file or are counted.
import { readCells, type Cells } from "./cells";
import type { Area, LatLng, MapData, Service, ServiceType, Unit } from "./data";
import { Frame } from "./frame";
import { StoredAnswers } from "./stored";
import type { Figure } from "./told";
import { Shapes, type Arrays } from "./unpack";
import { ALL_MODES, type Answer, type Question } from "./whatif/answer";
import { Counter, type CellCosts } from "./whatif/counter";
import type { WhatIfData } from "./whatif/data";
import { leastLimit } from "./whatif/limits";
import { NO_FILTERS, placeOf, type Filters, type Place } from "./whatif/places";
import { NO_PLAN, type Plan } from "./whatif/plan";

export { CANNOT_TELL, FULL, SERVED, STATES, TOO_FAR, type StateName } from "./states";
export { cellAt, type Cells } from "./cells";
export type { Answer, AnswerLimit, Question, Spot, WayTo } from "./whatif/answer";
export { ALL_MODES, OWN_LIMIT } from "./whatif/answer";
export type { Sums } from "./whatif/combine";
export { NO_FILTERS, type Filters, type Place } from "./whatif/places";
export { NO_PLAN, type Plan } from "./whatif/plan";

const SHAPES = ["roads", "rail", "waterway", "water", "forest", "builtup", "buildings", "gminas", "extent", "white_spots", "bands"] as const;

export type NumberedService = Service & { index: number };

export interface Band {
  id: string;
  type: string;
  mode: string;
  minutes: number;
  index: number;
}

/** What a type may be asked by a mode; `values` are the three thresholds, the middle one the main, or the main one alone. */
export interface Measure {
  mode: string;
  unit: Unit;
  values: number[];
  kinds: string[];
  /** Range and step of limits, in units; a file that cannot count anew knows the values only. */
  min: number;
  max: number;
  step: number;
}

export class Model {
  readonly cells: Cells;
  readonly frame: Frame;
  readonly shapes: Record<(typeof SHAPES)[number], Shapes>;
  readonly types: Map<string, ServiceType>;
  readonly areas: Map<number, Area>;
  /** Null where it is hidden. */
  readonly population: Figure;
  readonly stored: StoredAnswers;
  private readonly counter: Counter | null;
  private readonly gminaNames: Map<string, string>;
  private loading: Promise<void> | null = null;

  /** @param unpackWays Unpacks the costs between all pairs of cells, when they are in the file. */
  constructor(
    readonly data: MapData,
    private readonly arrays: Arrays,
    private readonly unpackWays: (() => Promise<Arrays>) | null = null,
  ) {
    this.cells = readCells(data, arrays);
    this.frame = new Frame(data.frame);
    this.shapes = Object.fromEntries(SHAPES.map((name) => [name, new Shapes(arrays, name)])) as Model["shapes"];
    this.types = new Map(data.types.map((type) => [type.code, type]));
    this.areas = new Map(data.areas.map((area) => [area.number, area]));
    this.gminaNames = new Map(data.gminas.map((gmina) => [gmina.teryt, gmina.name]));
    this.stored = new StoredAnswers(data, arrays, this.shapes.white_spots);
    this.counter = data.what_if ? new Counter(data as MapData & { what_if: WhatIfData }, arrays, (cell) => this.atOf(cell)) : null;
    this.population = this.countPopulation();
  }

  /** False: stored answers only; their levels of limits, no plan and no filters. */
  get canRecount(): boolean {
    return this.counter !== null;
  }

  /** Whether this is the edition for everybody: no people of cells, and some counts hidden. */
  get isPublic(): boolean {
    return this.data.public !== undefined;
  }

  /** Whether the file knows what a new place would cost. */
  get canOpen(): boolean {
    return this.counter !== null && this.unpackWays !== null && Object.keys(this.data.way_arrays ?? {}).length > 0;
  }

  /** To be awaited before a plan that opens places is counted. */
  loadWays(): Promise<void> {
    if (!this.canOpen) return Promise.reject(new Error("the file holds no costs of new places"));
    this.loading ??= this.unpackWays!().then((arrays) => this.counter!.setWays(arrays));
    return this.loading;
  }

  /** Whether a plan can be counted at once. */
  isReadyFor(plan: Plan): boolean {
    return !plan.open.length || (this.counter?.hasWays ?? false);
  }

  /** Null where nothing can be said: a type of which no place is known. */
  answer(question: Question, plan: Plan = NO_PLAN, filters: Filters = NO_FILTERS): Answer | null {
    return this.counter ? this.counter.answer(question, plan, filters) : this.stored.ask(question);
  }

  /** The same limits, nothing changed and nothing left out. */
  base(question: Question): Answer | null {
    return this.answer(question, NO_PLAN, NO_FILTERS);
  }

  /** All places of a type, those marked that a plan closes or the filters leave out. */
  places(type: string, plan: Plan = NO_PLAN, filters: Filters = NO_FILTERS): Place[] {
    if (this.counter) return this.counter.places(type, plan, filters);
    return this.servicesOf(type).map((service) => placeOf(service, service.index));
  }

  /** What it costs to a place, or to the nearest of all that count; null where the file does not tell. */
  costsTo(type: string, mode: string, place: Place | null, plan: Plan = NO_PLAN, filters: Filters = NO_FILTERS): CellCosts | null {
    return this.counter?.costsTo(type, mode, place, plan, filters) ?? null;
  }

  /** Types that may be asked for, in the order of their areas. */
  askableTypes(): ServiceType[] {
    return this.data.types.filter((type) => (this.counter ? this.counter.measuresOf(type.code).length : type.has_figures));
  }

  /** Measures of a type, one a mode. */
  measuresOf(type: string): Measure[] {
    if (this.counter) {
      return this.counter.measuresOf(type).map(({ measure, way, step }) => ({
        mode: way.mode, unit: way.unit, values: measure.values, kinds: measure.kinds, min: leastLimit(step), max: way.max, step,
      }));
    }
    return this.stored.measuresOf(type);
  }

  /** Modes in which a type can be asked for: all together first, when there are several. */
  modesOf(type: string): string[] {
    const modes = this.measuresOf(type).map((measure) => measure.mode);
    return modes.length > 1 ? [ALL_MODES, ...modes] : modes;
  }

  /** Whether the capacity of the type's places is weighed against demand, where it is known. */
  weighsCapacity(type: string): boolean {
    const known = this.counter?.typeOf(type);
    return known !== undefined && known.rate !== null && known.demand_group >= 0;
  }

  /** Whether people of the type's own group were counted. */
  hasTarget(type: string): boolean {
    if (this.counter) return (this.counter.typeOf(type)?.target ?? -1) >= 0;
    return this.data.answers.some((answer) => answer.type === type && answer.has_target);
  }

  servicesOf(type: string): NumberedService[] {
    return this.data.services.map((service, index) => ({ ...service, index })).filter((s) => s.service_type === type);
  }

  /** Bands of a type (or of one of its places) by one mode, widest first. */
  bandsOf(id: string, type: string, mode: string): Band[] {
    return this.data.bands
      .map(([bandId, bandType, bandMode, minutes], index) => ({ id: bandId, type: bandType, mode: bandMode, minutes, index }))
      .filter((band) => band.id === id && band.type === type && band.mode === mode)
      .sort((a, b) => b.minutes - a.minutes);
  }

  /** Of every cell the number of what is told of its white spot, 0 for nothing; null where the file tells nothing. */
  causeNumbers(type: string, mode: string): ArrayLike<number> | null {
    return this.arrays[`causes.${type}.${mode}`] ?? null;
  }

  gminaName(teryt: string): string {
    return this.gminaNames.get(teryt) ?? teryt;
  }

  /** People of a cell, estimated where the source keeps them confidential: to count with, never to be shown. */
  peopleOf(cell: number): number {
    return this.counter ? this.counter.everybody[cell] : this.cells.people[cell];
  }

  /** Where the people of a cell are thought to stand. */
  atOf(cell: number): LatLng {
    return this.frame.latLng(this.cells.x[cell], this.cells.y[cell]);
  }

  private countPopulation(): Figure {
    if (this.counter) return Array.from(this.counter.everybody).reduce((sum, people) => sum + people, 0);
    if (!this.data.answers.length) return 0;
    return this.stored.toldOf({ at: 0 }, "all").total.people;
  }
}
