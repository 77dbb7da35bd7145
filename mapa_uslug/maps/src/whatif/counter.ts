// Counts people anew from the tables in the file, for any limits, plan and filters.
import type { LatLng, MapData, Unit } from "../data";
import type { Arrays, PackedArray } from "../unpack";
import { allotPlaces } from "./allotment";
import { ALL_MODES, type Answer, type AnswerLimit, type Question } from "./answer";
import type { WeighedLayer } from "./combine";
import { EVERYBODY, type WhatIfData, type WhatIfMeasure, type WhatIfType, type WhatIfWay } from "./data";
import { spreadConfidential } from "./confidential";
import { classifyCells, WITHIN } from "./layer";
import { compareModes, describeLimit, MAIN } from "./limits";
import { LiveAnswer, type MeasuredMode } from "./live_answer";
import { counts, listPlaces, type Filters, type Place } from "./places";
import type { Plan } from "./plan";
import { PreparedType } from "./prepared";
import { Recent } from "./recent";
import { StepTables, WayTables } from "./tables";

const SECONDS = 60;
/** Plans at hand at a time: the one shown, the base it is compared with, and steps back from it. */
const KEPT_PLANS = 6;
const KEPT_ANSWERS = 24;

/** A measure of a type, its number within it, and its way. */
export interface NumberedMeasure {
  measure: WhatIfMeasure;
  way: WhatIfWay;
  number: number;
  /** Units of a step. */
  step: number;
}

/** Costs of the cells, in steps. */
export interface CellCosts {
  steps: Uint8Array;
  /** Units of a step. */
  step: number;
  unit: Unit;
}

export class Counter {
  private readonly whatIf: WhatIfData;
  private readonly gminas: string[];
  private readonly types: Map<string, WhatIfType>;
  private readonly tables: StepTables;
  private wayTables: WayTables | null = null;
  private readonly prepared = new Recent<PreparedType>(KEPT_PLANS);
  private readonly answers = new Recent<Answer>(KEPT_ANSWERS);
  private readonly wanted = new Map<string, Float64Array>();
  private readonly counted = new Map<number, PackedArray>();

  constructor(
    private readonly data: MapData & { what_if: WhatIfData },
    private readonly arrays: Arrays,
    private readonly atOf: (cell: number) => LatLng,
  ) {
    this.whatIf = data.what_if;
    this.gminas = data.gminas.map((gmina) => gmina.teryt);
    this.types = new Map(this.whatIf.types.map((type) => [type.code, type]));
    this.tables = new StepTables(arrays, arrays["cells.order"]);
  }

  setWays(arrays: Arrays): void {
    this.wayTables = new WayTables(arrays, this.arrays["cells.order"]);
  }

  get hasWays(): boolean {
    return this.wayTables !== null;
  }

  get everybody(): PackedArray {
    return this.people(this.whatIf.groups.indexOf(EVERYBODY));
  }

  typeOf(code: string): WhatIfType | undefined {
    return this.types.get(code);
  }

  /** Measures of a type in the order in which modes speak. */
  measuresOf(code: string): NumberedMeasure[] {
    const measures = this.types.get(code)?.measures ?? [];
    return measures
      .map((measure, number) => {
        const way = this.whatIf.ways[measure.way];
        return { measure, way, number, step: this.whatIf.step_of[way.unit] };
      })
      .sort((a, b) => compareModes(a.way.mode, b.way.mode));
  }

  places(code: string, plan: Plan, filters: Filters): Place[] {
    const delivery = this.data.types.find((type) => type.code === code)?.delivery ?? "";
    const gminaOf = (cell: number) => this.gminas[this.arrays["cells.gmina"][cell]];
    return listPlaces(code, plan, filters, { services: this.data.services, delivery, atOf: this.atOf, gminaOf });
  }

  /** Null where nothing can be said: a type of which no place is known, nor opened. */
  answer(question: Question, plan: Plan, filters: Filters): Answer | null {
    const type = this.types.get(question.type);
    if (!type || (!type.is_found && !plan.open.some((opened) => opened.service === type.code))) return null;
    const asked = this.measuresOf(type.code).filter(({ way }) => [ALL_MODES, way.mode].includes(question.mode));
    if (!asked.length) return null;
    const limits = asked.map(({ measure, way }) => describeLimit(question.limits[way.mode] ?? measure.values[MAIN], measure, way));
    const key = [type.code, question.mode, limits.map((limit) => limit.value).join(), plan, filters];
    return this.answers.get(key, () => {
      const prepared = this.prepare(type, plan, filters);
      const modes = asked.map((numbered, i) => this.measure(type, prepared, numbered, limits[i]));
      return new LiveAnswer({
        type: type.code, mode: question.mode, limits, modes, places: prepared.places, gminas: this.gminas,
        localities: this.data.localities, arrays: this.arrays, atOf: this.atOf, isCapacityKnown: prepared.capacity !== null,
        people: { all: this.everybody, target: type.target < 0 ? null : this.people(type.target) },
      });
    });
  }

  /** What it costs in steps to a place, or to the nearest of all that count and may be used; null where it is not known. */
  costsTo(code: string, mode: string, place: Place | null, plan: Plan, filters: Filters): CellCosts | null {
    const type = this.types.get(code);
    const asked = this.measuresOf(code).find(({ way }) => way.mode === mode);
    if (!type || !asked || (plan.open.length > 0 && !this.wayTables)) return null;
    const prepared = this.prepare(type, plan, filters);
    const { costs, nearest } = prepared.measure(asked.number);
    const p = place ? prepared.places.findIndex((one) => one.id === place.id) : -1;
    if (place && p < 0) return null;
    return { steps: place ? costs.steps[p] : nearest.near, step: asked.step, unit: asked.way.unit };
  }

  private people(group: number): PackedArray {
    const known = this.arrays[`people.${group}`];
    const sums = this.arrays[`confidential.${group}`];
    if (!sums) return known;
    let people = this.counted.get(group);
    if (!people) {
      const { everybody } = this;
      people = spreadConfidential({
        known, sums, everybody, gmina: this.arrays["cells.gmina"], isConfidential: this.arrays["cells.is_imputed"],
      });
      this.counted.set(group, people);
    }
    return people;
  }

  private prepare(type: WhatIfType, plan: Plan, filters: Filters): PreparedType {
    return this.prepared.get([type.code, plan, filters], () => {
      const source = {
        type, number: this.whatIf.types.indexOf(type), ways: this.whatIf.ways, arrays: this.arrays, tables: this.tables,
        wayTables: () => this.wayTables, services: this.data.services, gminas: this.gminas,
      };
      const places = this.places(type.code, plan, filters).filter(counts);
      return new PreparedType(source, places, plan.sharing ?? this.whatIf.sharing);
    });
  }

  private measure(type: WhatIfType, prepared: PreparedType, { number, step }: NumberedMeasure, limit: AnswerLimit): MeasuredMode {
    const { costs, ground, nearest } = prepared.measure(number);
    const steps = Math.floor(limit.value / step);
    const raw = limit.unit === "min" ? limit.value * SECONDS : limit.value;
    const layer: WeighedLayer = { ...classifyCells(nearest, ground, steps, raw), share: null };
    if (prepared.capacity) {
      const { gmina, gminas, barred, sure } = costs;
      const isWithin = layer.status.map((status) => Number(status === WITHIN));
      layer.share = allotPlaces({
        steps: sure, barred, gmina, gminas, limit: steps, isWithin, wanted: this.wantedOf(type), capacity: prepared.capacity,
      });
    }
    return { layer, nearest, limit, step, snapped: ground.snapped };
  }

  private wantedOf(type: WhatIfType): Float64Array {
    let wanted = this.wanted.get(type.code);
    if (!wanted) {
      const people = this.people(type.demand_group);
      wanted = new Float64Array(people.length);
      for (let c = 0; c < wanted.length; c += 1) wanted[c] = people[c] * type.rate!;
      this.wanted.set(type.code, wanted);
    }
    return wanted;
  }
}
