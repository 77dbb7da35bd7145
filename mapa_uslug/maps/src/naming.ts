// How places and white spots are called, on the map, in cards and in tables.
import { tame } from "./dom";
import type { Model, Place, Spot } from "./model";
import type { Service } from "./data";
import type { Words } from "./words";

const NAMES_SHOWN = 3;

/** Its first localities, else that it is a white spot. */
export function spotName(spot: Pick<Spot, "localities">, words: Words): string {
  const names = localitiesOf(spot);
  if (!names.length) return words.say("unnamed_spot");
  return names.slice(0, NAMES_SHOWN).join(", ") + (names.length > NAMES_SHOWN ? "…" : "");
}

export function localitiesOf(spot: Pick<Spot, "localities">): string[] {
  return spot.localities.map((name) => tame(name, 60));
}

export function gminasOf(spot: Pick<Spot, "gminas">, model: Pick<Model, "gminaName">): string {
  return spot.gminas.map((code) => tame(model.gminaName(code), 60)).join(", ");
}

/** The place that misses a white spot least, and the gmina where it stands. */
export function nearestTo({ nearest }: Pick<Spot, "nearest">, model: Pick<Model, "gminaName">, words: Words): string {
  if (!nearest) return words.say("nearest_none");
  return `${tame(nearest.provider, 80)} (${tame(model.gminaName(nearest.gmina), 60)})`;
}

export function addressOf(service: Pick<Service, "locality" | "address">): string {
  return [service.locality, service.address].filter(Boolean).map((part) => tame(part, 80)).join(", ");
}

/** What the plan or the filters make of a place, in words; nothing where it stands as the register has it. */
export function standingOf(place: Place, words: Words): string {
  if (place.opened) return words.say("place_new");
  if (place.isClosed) return words.say("place_closed");
  return place.isLeftOut ? words.say("place_left_out") : "";
}
