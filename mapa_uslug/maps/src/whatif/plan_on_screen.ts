// From plans in files to what is on the screen, and back.
import type { Model } from "../model";
import { fitQuestion, movedLimits } from "../questions";
import type { Answer, Question } from "./answer";
import { NO_FILTERS, type Filters } from "./places";
import { limitsOf, type Plan } from "./plan";
import { readPlan } from "./plan_file";
import { makeScope } from "./plan_scope";
import type { PlanProblem } from "./toml_fields";

/**
 * The plan that makes `mapa-uslug scenario run` count what the screen shows: limits that were moved become thresholds,
 * places of the chosen type that the filters leave out are closed.
 */
export function planOnScreen(model: Model, question: Question, plan: Plan, filters: Filters): { plan: Plan; leftOut: string[] } {
  const leftOut = model.places(question.type, plan, filters).filter((place) => place.isLeftOut && !place.isClosed).map((place) => place.id);
  const moved = Object.entries(movedLimits(model, question)).map(([mode, value]) => ({ service: question.type, mode, value }));
  const onScreen: Plan = {
    ...plan,
    close: [...plan.close, ...leftOut],
    capacity: plan.capacity.filter((change) => !leftOut.includes(change.id)),
    threshold: [...plan.threshold.filter((one) => one.service !== question.type), ...moved],
  };
  return { plan: onScreen, leftOut };
}

/** A question as it stands after a plan's thresholds. */
export function askWithPlan(model: Model, question: Question, plan: Plan): Question {
  return fitQuestion(model, { ...question, limits: { ...question.limits, ...limitsOf(plan, question.type) } })!;
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
  if (!model.isReadyFor(plan)) {
    if (!model.canOpen) return { answer: null, plan, problems: [{ code: "cannot_open", values: {} }] };
    await model.loadWays();
  }
  return { answer: model.answer(askWithPlan(model, question, plan), plan, NO_FILTERS), plan, problems };
}
