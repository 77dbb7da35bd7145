// People of a white spot, in the group that is asked about.
import type { Group } from "./data";
import type { Model, Spot } from "./model";
import { byFigure } from "./told";

/** Null where the figure must stay confidential or nobody knows it. */
export function peopleIn(spot: Pick<Spot, "people" | "peopleTarget">, group: Group): number | null {
  return group === "target" ? spot.peopleTarget : spot.people;
}

/** Those that may be called the largest: ones of which it is hidden how large they are may not. */
export function largestSpots(model: Pick<Model, "isPublic">, spots: readonly Spot[], group: Group, most: number): readonly Spot[] {
  const ranked = rankSpots(spots, group);
  return (model.isPublic ? ranked.filter((spot) => peopleIn(spot, group) !== null) : ranked).slice(0, most);
}

/** Those of most people of the group first, those not known last. */
export function rankSpots(spots: readonly Spot[], group: Group): readonly Spot[] {
  if (group === "all") return spots;
  return [...spots].sort((a, b) => byFigure(peopleIn(a, group), peopleIn(b, group)));
}
