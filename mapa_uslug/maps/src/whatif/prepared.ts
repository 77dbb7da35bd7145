// The places of a type that count after a plan and the filters, whom they serve and what they cost: all that does not
// hang on the limits, so that moving one costs a pass over the cells.
import type { Service } from "../data";
import type { Arrays, PackedArray } from "../unpack";
import { BEYOND, type Sharing, type WhatIfMeasure, type WhatIfType, type WhatIfWay } from "./data";
import { findBarred } from "./eligibility";
import { findNearest, type Costs, type Ground, type Nearest } from "./layer";
import { territoryOf, type Place } from "./places";
import type { StepTables, WayTables } from "./tables";

/** The file's tables, as far as one type is concerned. */
export interface TypeSource {
  type: WhatIfType;
  /** Index of the type, by which its arrays are called. */
  number: number;
  ways: readonly WhatIfWay[];
  arrays: Arrays;
  tables: StepTables;
  /** Null until unpacked. */
  wayTables(): WayTables | null;
  services: readonly Service[];
  gminas: readonly string[];
}

export interface PreparedMeasure {
  costs: Costs;
  ground: Ground;
  nearest: Nearest;
}

export class PreparedType {
  readonly barred: Uint8Array;
  /** Units at each place; null when capacity cannot be weighed against demand. */
  readonly capacity: Float64Array | null;
  private readonly measures: PreparedMeasure[] = [];

  constructor(
    private readonly source: TypeSource,
    readonly places: readonly Place[],
    private readonly sharing: Sharing,
  ) {
    const reaches = places.map((place) => {
      const service = this.serviceOf(place);
      return { seat: place.gmina, territory: service ? territoryOf(service) : [], isOpen: service?.is_open !== false };
    });
    this.barred = findBarred(reaches, source.gminas, sharing, source.type.direction === "from");
    this.capacity = this.findCapacity();
  }

  measure(number: number): PreparedMeasure {
    return (this.measures[number] ??= this.prepare(number));
  }

  private prepare(number: number): PreparedMeasure {
    const costs = this.costsOf(number);
    return { costs, ground: this.groundOf(this.source.type.measures[number]), nearest: findNearest(costs) };
  }

  private serviceOf(place: Place): Service | null {
    return place.index < 0 ? null : this.source.services[place.index];
  }

  private findCapacity(): Float64Array | null {
    const { rate, demand_group: group } = this.source.type;
    if (rate === null || group < 0) return null;
    const units = this.places.map((place) => {
      // A capacity in another unit says nothing of how many people find room.
      const hasUnit = this.serviceOf(place)?.has_unit !== false;
      return hasUnit ? (place.capacity ?? Infinity) : Infinity;
    });
    return units.some(Number.isFinite) ? Float64Array.from(units) : null;
  }

  private costsOf(number: number): Costs {
    const { type, tables, arrays, gminas } = this.source;
    const measure = type.measures[number];
    const name = `${this.source.number}.${number}`;
    const [steps, sure, least] = ["steps", "sure", "least"].map((table) => tables.rows(`${table}.${name}`));
    const back = arrays[`back.${name}`];
    const rowOf = new Map(measure.places.map((service, row) => [service, row]));
    const roughOf = new Map(measure.rough.map((row, i) => [row, i]));
    const costs = {
      steps: [] as Uint8Array[], sure: [] as Uint8Array[], least: [] as Uint8Array[], rough: [] as number[],
      back: new Float64Array(this.places.length), barred: this.barred, gmina: arrays["cells.gmina"], gminas: gminas.length,
    };
    this.places.forEach((place, p) => {
      const row = place.opened ? -1 : rowOf.get(place.index)!;
      const i = roughOf.get(row);
      costs.steps[p] = place.opened ? this.openedSteps(measure, place.opened.cell) : steps[row];
      costs.back[p] = place.opened ? this.openedBack(measure, place.opened.cell) : back[row];
      costs.sure[p] = i === undefined ? costs.steps[p] : sure[i];
      if (i === undefined) return;
      costs.rough.push(p);
      costs.least.push(least[i]);
    });
    return costs;
  }

  private openedSteps(measure: WhatIfMeasure, cell: number): Uint8Array {
    const wayTables = this.source.wayTables();
    if (!wayTables) throw new Error("a plan that opens places is counted after Model.loadWays()");
    if (!this.source.ways[measure.way].has_new_places) return new Uint8Array(this.source.arrays["cells.gmina"].length).fill(BEYOND);
    return wayTables.steps(measure.way, this.source.type.direction, cell);
  }

  private openedBack(measure: WhatIfMeasure, cell: number): number {
    return this.source.arrays[`back.${measure.way}.${this.source.type.direction}`][cell];
  }

  private groundOf(measure: WhatIfMeasure): Ground {
    const { type, arrays, ways } = this.source;
    const edge = `leave.${measure.way}.${type.direction}`;
    const snapped = arrays[`snapped.${measure.way}`];
    const way = ways[measure.way];
    return {
      gmina: arrays["cells.gmina"], snapped, outside: arrays["cells.outside"],
      isOpenEnded: type.direction === "to" && this.sharing.regime === "open",
      leaveOpen: arrays[`${edge}.open`], leaveKnown: arrays[`${edge}.known`],
      knowsAll: way.knows_all, lacksTimetable: this.findUntold(measure.way), unplaced: this.findUnplaced(measure, snapped),
    };
  }

  /** Cells with courses that are not known; all of them when a place opens of which the file does not tell the cost. */
  private findUntold(number: number): PackedArray | null {
    const way = this.source.ways[number];
    if (!way.hangs_on_timetables) return null;
    const lacks = this.source.arrays[`lacks.${number}`];
    const isUntold = !way.has_new_places && this.places.some((place) => place.opened);
    return isUntold ? new Uint8Array(lacks.length).fill(1) : lacks;
  }

  /** Gminas with a service that no way can be measured to: its place is not known, or no road is near it. */
  private findUnplaced(measure: WhatIfMeasure, snapped: PackedArray): Uint8Array {
    const { type, gminas } = this.source;
    const unplaced = new Uint8Array(gminas.length).fill(type.unplaced ? 0 : 1);
    for (const g of type.unplaced ?? []) unplaced[g] = 1;
    const loose = new Set(measure.loose.map((row) => measure.places[row]));
    for (const place of this.places) {
      const isLoose = place.opened ? !snapped[place.opened.cell] : loose.has(place.index);
      const g = gminas.indexOf(place.gmina);
      if (isLoose && g >= 0) unplaced[g] = 1;
    }
    return unplaced;
  }
}
