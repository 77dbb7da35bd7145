// From plans in files to what is on the screen, and back.
import type { Model } from "../model";
import { fitQuestion, movedLimits } from "../questions";
import type { Answer, Question } from "./answer";
import { NO_FILTERS, type Filters } from "./places";
import { limitsOf, type Plan, type ThresholdChange } from "./plan";
import { readPlan } from "./plan_file";
import { makeScope } from "./plan_scope";
import type { PlanProblem } from "./toml_fields";

/**
 * The plan that makes `mapa-uslug scenario run` count what the screen shows: limits that were moved become thresholds,
 * places of the chosen type that the filters leave out are closed.
 */
export function planOnScreen(model: Model, question: Question, plan: Plan, filters: Filters): { plan: Plan; leftOut: string[] } {
  const leftOut = model.places(question.type, plan, filters).filter((place) => place.isLeftOut && !place.isClosed).map((place) => place.id);
  const onScreen: Plan = {
    ...plan,
    close: [...plan.close, ...leftOut],
    capacity: plan.capacity.filter((change) => !leftOut.includes(change.id)),
    threshold: limitsOnScreen(model, question, plan),
  };
  return { plan: onScreen, leftOut };
}

/** The plan with the limits of the question in place of those that it came with for the same service. */
export function keepLimits(model: Model, question: Question, plan: Plan): Plan {
  if (!plan.threshold.some((one) => one.service === question.type)) return plan;
  const threshold = limitsOnScreen(model, question, plan);
  return JSON.stringify(threshold) === JSON.stringify(plan.threshold) ? plan : { ...plan, threshold };
}

/** Limits that a plan sets for the question's service and that the file cannot count: the question stands at the largest it can. */
export function limitsBeyond(model: Model, question: Question, plan: Plan): (ThresholdChange & { max: number })[] {
  return plan.threshold
    .filter((one) => one.service === question.type)
    .map((one) => ({ ...one, max: maxOf(model, one) }))
    .filter(({ mode, value, max }) => value > max && question.limits[mode] === max);
}

/** Largest limit that the file can count. */
export function maxOf(model: Model, { service, mode }: Pick<ThresholdChange, "service" | "mode">): number {
  return model.measuresOf(service).find((measure) => measure.mode === mode)?.max ?? Infinity;
}

function limitsOnScreen(model: Model, question: Question, plan: Plan): ThresholdChange[] {
  const beyond = limitsBeyond(model, question, plan).map(({ service, mode, value }) => ({ service, mode, value }));
  const moved = Object.entries(movedLimits(model, question)).map(([mode, value]) => ({ service: question.type, mode, value }));
  const shown = moved.filter(({ mode }) => !beyond.some((one) => one.mode === mode));
  return [...plan.threshold.filter((one) => one.service !== question.type), ...shown, ...beyond];
}

/** A question as it stands after a plan's thresholds. */
export function askWithPlan(model: Model, question: Question, plan: Plan): Question {
  return fitQuestion(model, { ...question, limits: { ...question.limits, ...limitsOf(plan, question.type) } })!;
}

/** The question for a plan that was loaded: of the service on the screen if the plan changes it, else of the first it changes. */
export function askOfPlan(model: Model, question: Question, plan: Plan): Question {
  const typeOf = (id: string) => model.data.services.find((service) => service.service_id === id)?.service_type;
  const changed = [
    ...plan.open.map((opened) => opened.service), ...plan.close.map(typeOf), ...plan.capacity.map(({ id }) => typeOf(id)),
    ...plan.threshold.map(({ service }) => service),
  ];
  const askable = new Set(model.askableTypes().map((type) => type.code));
  const first = changed.includes(question.type) ? undefined : changed.find((code) => code !== undefined && askable.has(code));
  const about = first === undefined ? question : fitQuestion(model, { type: first, group: question.group })!;
  return askWithPlan(model, about, plan);
}

export interface CountedPlan {
  answer: Answer | null;
  plan: Plan | null;
  problems: PlanProblem[];
}

/** Counts a plan's file as `mapa-uslug scenario run` would; `question` need only be as good as a wish. */
export async function countPlan(model: Model, toml: string, question: Question): Promise<CountedPlan> {
  const { plan, problems } = readPlan(toml, makeScope(model));
  if (!plan) return { answer: null, plan, problems };
  const asked = askWithPlan(model, question, plan);
  const beyond = limitsBeyond(model, asked, plan).map((values) => ({ code: "limit_beyond", values: { ...values } }));
  if (beyond.length) return { answer: null, plan, problems: beyond };
  if (!model.isReadyFor(plan)) {
    if (!model.canOpen) return { answer: null, plan, problems: [{ code: "cannot_open", values: {} }] };
    await model.loadWays();
  }
  return { answer: model.answer(asked, plan, NO_FILTERS), plan, problems };
}
