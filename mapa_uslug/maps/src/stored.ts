// Answers of the run that stand in the file, for a page that cannot count anew: their levels of limits, nothing else.
import type { Answer as StoredRow, Group, Limit, MapData, SpotRecord, Unit } from "./data";
import type { Arrays, PackedArray, Shapes } from "./unpack";
import type { Measure } from "./model";
import { byFigure, readTold, tellAll, type Told } from "./told";
import { ALL_MODES, type Answer, type AnswerLimit, type Question, type Spot, type WayTo } from "./whatif/answer";
import type { Sums } from "./whatif/combine";
import { placeOf, type Place } from "./whatif/places";

const NO_COST = 65535;
const LEVELS = [0, 1, 2];

interface LevelQuestion {
  type: string;
  mode: string;
  level: number;
}

/** An answer with its number, by which its arrays are called. */
type NumberedAnswer = StoredRow & { at: number };
/** A way from a cell to the nearest place: no cost where there is none, -1 for no place. */
type Way = Limit & { cost: number | null; place: number };

interface WhiteSpot extends SpotRecord {
  unit: Unit;
  index: number;
}

export class StoredAnswers {
  private readonly answerAt: Map<string, number>;
  private readonly spotsOf: Map<number, WhiteSpot[]>;
  private readonly told = new Map<number, Answer>();

  constructor(
    readonly data: MapData,
    readonly arrays: Arrays,
    private readonly shapes: Shapes,
  ) {
    this.answerAt = new Map(data.answers.map((a, i) => [keyOf(a.type, a.mode, a.level), i]));
    this.spotsOf = groupSpots(data);
  }

  answer(question: LevelQuestion): NumberedAnswer | null {
    const at = this.answerAt.get(keyOf(question.type, question.mode, question.level));
    return at === undefined ? null : { ...this.data.answers[at], at };
  }

  /** Modes in which a type can be asked for, the widest first. */
  modesOf(type: string): string[] {
    return [...new Set(this.data.answers.filter((a) => a.type === type).map((a) => a.mode))];
  }

  levelsOf(type: string, mode: string): number[] {
    return LEVELS.filter((level) => this.answerAt.has(keyOf(type, mode, level)));
  }

  /** The level whose limits are nearest to those asked for; the middle one when none is asked for. */
  levelFor(type: string, mode: string, limits: Readonly<Record<string, unknown>>): number {
    const levels = this.levelsOf(type, mode);
    const distance = (level: number) => {
      const rows = this.answer({ type, mode, level })!.limits.filter((limit) => typeof limits[limit.mode] === "number");
      return rows.reduce((sum, limit) => sum + Math.abs(limit.value - (limits[limit.mode] as number)), 0);
    };
    const middle = levels[Math.floor(levels.length / 2)];
    return levels.reduce((best, level) => (distance(level) < distance(best) ? level : best), middle);
  }

  /** The stored answer to a question. */
  ask({ type, mode, limits }: Question): Answer | null {
    const answer = this.answer({ type, mode, level: this.levelFor(type, mode, limits) });
    if (!answer) return null;
    if (!this.told.has(answer.at)) this.told.set(answer.at, new StoredAnswer(this, answer));
    return this.told.get(answer.at)!;
  }

  /** State (index into STATES) and reason of every cell, one byte each. */
  statesOf(answer: NumberedAnswer): PackedArray {
    return this.arrays[`state.${answer.at}`];
  }

  sumsOf(answer: Pick<NumberedAnswer, "at">, group: Group): Sums {
    // A hidden count is no number that anything could be counted with.
    if (this.data.public) throw new Error("the public edition holds no sums");
    const sums = this.arrays[`${group === "target" ? "target_" : ""}sums.${answer.at}`];
    const gminas = this.data.gminas.map((_, g) => Array.from(sums.subarray(4 * g, 4 * g + 4)));
    const total = [0, 1, 2, 3].map((state) => gminas.reduce((sum, row) => sum + row[state], 0));
    return { total, gminas };
  }

  toldOf(answer: Pick<NumberedAnswer, "at">, group: Group): Told {
    if (!this.data.public) return tellAll(this.sumsOf(answer, group));
    return readTold(this.arrays[`${group === "target" ? "target_" : ""}figures.${answer.at}`]);
  }

  /** Ways from a cell to the nearest place, by each mode of the answer. */
  waysOf(cell: number, answer: StoredRow): Way[] {
    return answer.limits.map((limit) => {
      const cost = this.arrays[`cost.${answer.type}.${limit.mode}`]?.[cell] ?? NO_COST;
      const place = (this.arrays[`nearest.${answer.type}.${limit.mode}`]?.[cell] ?? 0) - 1;
      return { ...limit, cost: cost === NO_COST ? null : cost, place };
    });
  }

  spotsAt(at: number): Spot[] {
    return (this.spotsOf.get(at) ?? []).map((spot) => ({
      people: spot.people, peopleTarget: spot.people_target, over: spot.over, unit: spot.unit,
      nearest: this.placeAt(spot.nearest), gminas: split(spot.gminas), localities: split(spot.localities), at: spot.at,
      box: this.shapes.boxOf(spot.index), cells: [], outline: this.shapes.outlineOf(spot.index),
    }));
  }

  placeAt(index: number): Place | null {
    return index < 0 ? null : placeOf(this.data.services[index], index);
  }

  /** What a type was asked by each mode: limits, of which one must be taken. */
  measuresOf(type: string): Measure[] {
    return this.modesOf(type)
      .filter((mode) => mode !== ALL_MODES)
      .map((mode) => {
        const limits = this.levelsOf(type, mode).map((level) => this.answer({ type, mode, level })!.limits[0]);
        const values = limits.map((limit) => limit.value);
        const [min, max] = [Math.min(...values), Math.max(...values)];
        return { mode, unit: limits[0].unit, values, kinds: limits.map((limit) => limit.kind), min, max, step: 1 };
      });
  }

  /** Largest limit that a mode was asked with. */
  maxOf(type: string, mode: string): number {
    const limits = this.data.answers.filter((a) => a.type === type).flatMap((a) => a.limits);
    return Math.max(...limits.filter((limit) => limit.mode === mode).map((limit) => limit.value));
  }
}

class StoredAnswer implements Answer {
  readonly type: string;
  readonly mode: string;
  readonly limits: AnswerLimit[];
  readonly isCapacityKnown: boolean;
  readonly hasTarget: boolean;
  readonly states: Uint8Array;
  private foundSpots: Spot[] | null = null;

  constructor(
    private readonly answers: StoredAnswers,
    private readonly row: NumberedAnswer,
  ) {
    this.type = row.type;
    this.mode = row.mode;
    this.limits = row.limits.map((limit) => ({ ...limit, max: answers.maxOf(row.type, limit.mode) }));
    this.isCapacityKnown = row.is_capacity_known;
    this.hasTarget = row.has_target;
    this.states = answers.statesOf(row) as Uint8Array;
  }

  get spots(): Spot[] {
    return (this.foundSpots ??= this.answers.spotsAt(this.row.at));
  }

  sums(group: Group): Sums {
    return this.answers.sumsOf(this.row, this.hasTarget ? group : "all");
  }

  told(group: Group): Told {
    return this.answers.toldOf(this.row, this.hasTarget ? group : "all");
  }

  served(): null {
    return null;
  }

  people(): null {
    return null;
  }

  unknownReasons(group: Group): number[] {
    return this.row.unknown_reasons[this.hasTarget ? group : "all"] ?? [];
  }

  ways(cell: number): WayTo[] {
    return this.answers.waysOf(cell, this.row).map(({ mode, value, unit, cost, place }) => ({
      mode, value, unit, cost, isBeyond: false, place: this.answers.placeAt(place),
    }));
  }
}

function split(names: string): string[] {
  return names.split("|").filter(Boolean);
}

function keyOf(type: string, mode: string, level: number): string {
  return `${type}|${mode}|${level}`;
}

function groupSpots({ white_spots: rows, white_spot_columns: columns, answers }: MapData): Map<number, WhiteSpot[]> {
  const groups = new Map<number, WhiteSpot[]>();
  rows.forEach((row, index) => {
    const spot = Object.fromEntries(columns.map((column, i) => [column, row[i]])) as unknown as SpotRecord;
    const { unit } = answers[spot.answer].limits[0];
    if (!groups.has(spot.answer)) groups.set(spot.answer, []);
    groups.get(spot.answer)!.push({ ...spot, unit, index });
  });
  for (const group of groups.values()) group.sort((a, b) => byFigure(a.people, b.people) || a.index - b.index);
  return groups;
}
