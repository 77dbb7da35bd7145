// Places by their id, whichever service they are of.
import type { Service } from "./data";
import { NO_FILTERS, type Filters, type Model, type Place, type Plan } from "./model";
import type { State } from "./store";

/** Places of a type as the screen has them: the filters narrow those of the question only. */
export function placesOn(model: Model, { question, plan, filters }: Pick<State, "question" | "plan" | "filters">, type: string): Place[] {
  return model.places(type, plan, narrowed(type, question.type, filters));
}

function narrowed(type: string, asked: string, filters: Filters): Filters {
  return type === asked ? filters : NO_FILTERS;
}

/** The place of an id, after the plan; null when there is none. */
export function findPlace(model: Model, state: Pick<State, "question" | "plan" | "filters">, id: string): Place | null {
  const type = typeOf(model, state.plan, id);
  return type === null ? null : (placesOn(model, state, type).find((place) => place.id === id) ?? null);
}

function typeOf(model: Model, plan: Plan, id: string): string | null {
  const opened = plan.open.find((one) => one.id === id);
  if (opened) return opened.service;
  return model.data.services.find((service) => service.service_id === id)?.service_type ?? null;
}

/** What the register knows of a place; null for one that the plan opens. */
export function serviceOf(model: Model, place: Place): Service | null {
  return place.index < 0 ? null : model.data.services[place.index];
}
