// Questions that can be asked: what a file, a link or another type's question wants, fitted to what there is.
import type { Group } from "./data";
import type { Measure, Model } from "./model";
import { ALL_MODES, type Question } from "./whatif/answer";
import type { Filters } from "./whatif/places";
import { isEmpty, limitsOf, type Plan } from "./whatif/plan";

/** The wish of somebody who need not know what there is; strangers' values may be of any kind. */
export interface Wish {
  type?: unknown;
  mode?: unknown;
  limits?: Readonly<Record<string, unknown>>;
  group?: unknown;
}

/** The main limit of a measure: the middle one of three, or the only one that the file holds. */
function mainOf({ values }: Measure): number {
  return values[Math.floor(values.length / 2)];
}

/** The question that the map opens with; null when there is nothing to ask. */
export function firstQuestion(model: Model): Question | null {
  return fitQuestion(model, model.data.first ?? {});
}

/** The nearest question that can be asked: an unknown type is the first there is, limits not given are the main ones. */
export function fitQuestion(model: Model, wish: Wish): Question | null {
  const types = model.askableTypes();
  const type = (types.find((t) => t.code === wish.type) ?? types.find((t) => t.code === model.data.first?.type) ?? types[0])?.code;
  if (type === undefined) return null;
  const modes = model.modesOf(type);
  const mode = modes.find((m) => m === wish.mode) ?? modes[0];
  const group: Group = wish.group === "target" && model.hasTarget(type) ? "target" : "all";
  return { type, mode, limits: fitLimits(model, type, mode, wish.limits ?? {}), group };
}

function fitLimits(model: Model, type: string, mode: string, wanted: Readonly<Record<string, unknown>>): Record<string, number> {
  const measures = model.measuresOf(type);
  if (model.canRecount) return Object.fromEntries(measures.map((m) => [m.mode, fitLimit(wanted[m.mode], m)]));
  // Stored answers have one level for all modes.
  const level = model.stored.levelFor(type, mode, wanted);
  return Object.fromEntries(measures.map((m) => [m.mode, m.values[level] ?? m.values[0]]));
}

/** The nearest limit that can be asked for: whole steps, not more than the file tells. */
function fitLimit(value: unknown, measure: Measure): number {
  const { values, min, max, step } = measure;
  if (typeof value !== "number" || !Number.isFinite(value)) return mainOf(measure);
  if (values.includes(value)) return value;
  return Math.min(max, Math.max(min, Math.round(value / step) * step));
}

/** Limits that differ from the main ones, by mode. */
export function movedLimits(model: Model, question: Question): Record<string, number> {
  const moved = model.measuresOf(question.type).filter((m) => question.limits[m.mode] !== mainOf(m));
  return Object.fromEntries(moved.map((m) => [m.mode, question.limits[m.mode]]));
}

/** Measures of the modes that a question is about. */
export function measuresAsked(model: Model, { type, mode }: Pick<Question, "type" | "mode">): Measure[] {
  return model.measuresOf(type).filter((measure) => mode === ALL_MODES || measure.mode === mode);
}

/**
 * Limits asked for in place of the main ones, as a plan's `[[threshold]]` sets them. To choose another of the three levels
 * changes nothing: it asks how things stand today at that level.
 */
export function changedLimits(model: Model, question: Question, plan: Plan): { measure: Measure; value: number }[] {
  const asked = measuresAsked(model, question).map((measure) => ({ measure, value: question.limits[measure.mode] }));
  const ofPlan = limitsOf(plan, question.type);
  const moved = asked.filter(({ measure, value }) => value !== mainOf(measure));
  const isLevel = [0, 1, 2].some((level) => asked.every(({ measure, value }) => measure.values[level] === value));
  const isOfPlan = moved.some(({ measure, value }) => ofPlan[measure.mode] === value);
  return isLevel && !isOfPlan ? [] : moved;
}

/** What is asked, in which plan, and to what the places are narrowed. */
export interface Asked {
  question: Question;
  plan: Plan;
  filters: Filters;
}

/** Whether anything is not as the run has it: the plan, the places that count, or limits that are none of the three levels. */
export function isChanged(model: Model, { question, plan, filters }: Asked): boolean {
  return changedLimits(model, question, plan).length > 0 || !isEmpty(plan) || Boolean(filters.sectors || filters.deliveries);
}

/** Whether the limits asked for are the main ones. */
export function asksMain(model: Model, question: Question): boolean {
  return measuresAsked(model, question).every((measure) => question.limits[measure.mode] === mainOf(measure));
}

/** The question with which today is compared: at the main thresholds, when those asked for are a change. */
export function askToday(model: Model, question: Question, plan: Plan): Question {
  return changedLimits(model, question, plan).length ? { ...question, limits: mainLimits(model, question) } : question;
}

/** A question's limits with those of the modes it is about at the main ones. */
export function mainLimits(model: Model, question: Question): Record<string, number> {
  return { ...question.limits, ...Object.fromEntries(measuresAsked(model, question).map((m) => [m.mode, mainOf(m)])) };
}
