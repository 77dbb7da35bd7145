// People of a white spot, in the group that is asked about.
import type { Group } from "./data";
import type { Spot } from "./model";
import { byFigure } from "./told";

/** Null where the figure must stay confidential or nobody knows it. */
export function peopleIn(spot: Pick<Spot, "people" | "peopleTarget">, group: Group): number | null {
  return group === "target" ? spot.peopleTarget : spot.people;
}

/** Those of most people of the group first, those not known last. */
export function rankSpots(spots: readonly Spot[], group: Group): readonly Spot[] {
  if (group === "all") return spots;
  return [...spots].sort((a, b) => byFigure(peopleIn(a, group), peopleIn(b, group)));
}
