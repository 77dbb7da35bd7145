// An answer counted in the page.
import type { Group, LatLng } from "../data";
import type { StepBox } from "../frame";
import type { Arrays, PackedArray } from "../unpack";
import type { Answer, AnswerLimit, Spot, WayTo } from "./answer";
import {
  combineCounts, combineReasons, countPeople, findTooFar, makeStates, rankUnknownReasons, sumByGmina,
  type Counts, type Sums, type WeighedLayer,
} from "./combine";
import { BEYOND } from "./data";
import { tellAll, type Told } from "../told";
import type { Nearest } from "./layer";
import { SERVED } from "../states";
import type { Place } from "./places";
import { findSpots, outlineOf, type Excess, type FoundSpot } from "./spots";

/** One mode of the answer. */
export interface MeasuredMode {
  layer: WeighedLayer;
  nearest: Nearest;
  limit: AnswerLimit;
  /** Units of a step. */
  step: number;
  snapped: PackedArray;
}

export interface AnswerParts {
  type: string;
  mode: string;
  limits: AnswerLimit[];
  modes: MeasuredMode[];
  /** Those that count, in the order that the modes know them by. */
  places: readonly Place[];
  /** Codes. */
  gminas: string[];
  localities: string[];
  arrays: Arrays;
  atOf(cell: number): LatLng;
  isCapacityKnown: boolean;
  people: Record<Group, PackedArray | null> & { all: PackedArray };
}

interface Counted {
  counts: Counts;
  sums: Sums;
}

export class LiveAnswer implements Answer {
  readonly type: string;
  readonly mode: string;
  readonly limits: AnswerLimit[];
  readonly isCapacityKnown: boolean;
  readonly hasTarget: boolean;
  readonly states: Uint8Array;
  private readonly reason: Uint8Array;
  private readonly counted: Partial<Record<Group, Counted>> = {};
  private foundSpots: Spot[] | null = null;

  constructor(private readonly parts: AnswerParts) {
    this.type = parts.type;
    this.mode = parts.mode;
    this.limits = parts.limits;
    this.isCapacityKnown = parts.isCapacityKnown;
    this.hasTarget = parts.people.target !== null;
    const layers = parts.modes.map((mode) => mode.layer);
    const each = layers.map((layer) => countPeople(layer, parts.people.all));
    const counts = combineCounts(each, parts.people.all);
    this.reason = combineReasons(layers, each, counts);
    this.states = makeStates(counts, this.reason);
    this.counted.all = { counts, sums: this.sumUp(counts) };
  }

  sums(group: Group): Sums {
    return this.count(group).sums;
  }

  told(group: Group): Told {
    return tellAll(this.sums(group));
  }

  served(group: Group): ArrayLike<number> {
    return this.count(group).counts[SERVED];
  }

  people(group: Group): ArrayLike<number> {
    return this.parts.people[group] ?? this.parts.people.all;
  }

  unknownReasons(group: Group): number[] {
    return rankUnknownReasons(this.count(group).counts, this.reason);
  }

  get spots(): Spot[] {
    return (this.foundSpots ??= this.findSpots());
  }

  ways(cell: number): WayTo[] {
    return this.parts.modes.map(({ limit, nearest, step, snapped }) => {
      const near = snapped[cell] ? nearest.near[cell] : 255;
      const isKnown = near < BEYOND;
      return {
        mode: limit.mode, value: limit.value, unit: limit.unit, cost: isKnown ? near * step : null,
        isBeyond: near === BEYOND, place: isKnown ? this.parts.places[nearest.who[cell]] : null,
      };
    });
  }

  private count(group: Group): Counted {
    const people = this.parts.people[group];
    if (!people) return this.count("all");
    return (this.counted[group] ??= this.countAnew(people));
  }

  private countAnew(people: PackedArray): Counted {
    const counts = combineCounts(this.parts.modes.map(({ layer }) => countPeople(layer, people)), people);
    return { counts, sums: this.sumUp(counts) };
  }

  private sumUp(counts: Counts): Sums {
    return sumByGmina(counts, this.parts.arrays["cells.gmina"], this.parts.gminas.length);
  }

  private findSpots(): Spot[] {
    const { arrays, modes, people, gminas, localities } = this.parts;
    const isTooFar = findTooFar(modes.map((mode) => mode.layer), people.all);
    const cells = {
      col: arrays["cells.col"], row: arrays["cells.row"], gmina: arrays["cells.gmina"], locality: arrays["cells.locality"],
      isImputed: arrays["cells.is_imputed"], people: people.all, target: people.target,
    };
    const found = findSpots(isTooFar, cells, (cell) => this.excessOf(cell), { gminas, localities });
    return found.map((spot) => this.describe(spot));
  }

  private excessOf(cell: number): Excess {
    const excess: Excess = { over: Infinity, place: -1 };
    for (const { limit, nearest, step, snapped } of this.parts.modes) {
      const near = nearest.near[cell];
      if (!snapped[cell] || near >= BEYOND || near * step - limit.value >= excess.over) continue;
      excess.over = near * step - limit.value;
      excess.place = nearest.who[cell];
    }
    return excess;
  }

  private describe(spot: FoundSpot): Spot {
    const { arrays, places, gminas, atOf, limits } = this.parts;
    const [x, y] = [arrays["cells.x"], arrays["cells.y"]];
    const outline = outlineOf(spot.cells, { col: arrays["cells.col"], row: arrays["cells.row"], quads: arrays["cells.quads"] });
    return {
      people: spot.people, peopleTarget: spot.peopleTarget, over: spot.over, unit: limits[0].unit,
      nearest: places[spot.place] ?? null, gminas: spot.gminas.map((g) => gminas[g]), localities: spot.localities,
      at: atOf(findMiddle(spot.cells, x, y)), box: boxOf(outline), cells: spot.cells, outline,
    };
  }
}

/** The cell nearest to the middle of all: a label there lies within the spot, however bent it is. */
function findMiddle(cells: number[], x: PackedArray, y: PackedArray): number {
  const [meanX, meanY] = [x, y].map((values) => cells.reduce((sum, c) => sum + values[c], 0) / cells.length);
  let [middle, least] = [cells[0], Infinity];
  for (const c of cells) {
    const distance = (x[c] - meanX) ** 2 + (y[c] - meanY) ** 2;
    if (distance < least) [middle, least] = [c, distance];
  }
  return middle;
}

/** Smallest box around an outline. */
export function boxOf(outline: ArrayLike<number>): StepBox | null {
  if (!outline.length) return null;
  const box: StepBox = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < outline.length; i += 2) {
    box[0] = Math.min(box[0], outline[i]);
    box[1] = Math.min(box[1], outline[i + 1]);
    box[2] = Math.max(box[2], outline[i]);
    box[3] = Math.max(box[3], outline[i + 1]);
  }
  return box;
}
