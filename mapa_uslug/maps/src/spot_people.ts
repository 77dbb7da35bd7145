// How large a white spot is: its people in the group that is asked about, and in the public edition how far it is.
import type { Group } from "./data";
import type { Model, Spot } from "./model";
import type { Words } from "./words";
import { byFigure } from "./told";

/** Null where the figure must stay confidential or nobody knows it. */
export function peopleIn(spot: Pick<Spot, "people" | "peopleTarget">, group: Group): number | null {
  return group === "target" ? spot.peopleTarget : spot.people;
}

/** The figure that a white spot is shown with: people, or how far beyond the threshold where no people of spots are told. */
export function figureOf(model: Pick<Model, "isPublic">, spot: Spot, group: Group, words: Words): string {
  return model.isPublic ? overOf(spot, words) || "–" : words.people(peopleIn(spot, group));
}

/** How far beyond the threshold; "" where nothing can be reached or it is not told. */
export function overOf({ over, unit }: Pick<Spot, "over" | "unit">, words: Words): string {
  return over === null ? "" : words.amount(Math.max(1, Math.round(over)), unit);
}

/** Those of most people of the group first, those not known last. */
export function rankSpots(spots: readonly Spot[], group: Group): readonly Spot[] {
  if (group === "all") return spots;
  return [...spots].sort((a, b) => byFigure(peopleIn(a, group), peopleIn(b, group)));
}
