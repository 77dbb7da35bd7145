// How places and white spots are called, on the map, in cards and in tables.
import { tame } from "./dom";
import { cellAt, type Answer, type Model, type Place, type Spot } from "./model";
import { REASON_SHIFT } from "./states";
import { NOT_ELIGIBLE } from "./whatif/layer";
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

/** Cells of a white spot whose gmina no place serves; of a stored spot, which does not tell its cells, the one that it is named by. */
export function barredIn({ cells, at: [lat, lng] }: Pick<Spot, "cells" | "at">, model: Pick<Model, "cells" | "frame">, { states }: Pick<Answer, "states">): number[] {
  const known = cells.length ? cells : [cellAt(model.cells, ...model.frame.steps({ lat, lng }))];
  return known.filter((cell) => states[cell] >> REASON_SHIFT === NOT_ELIGIBLE);
}

/** The place that misses a white spot least, and the gmina where it stands; else why there is none. */
export function nearestTo(spot: Spot, model: Model, words: Words, answer: Answer): string {
  const { nearest } = spot;
  if (!nearest) return barredIn(spot, model, answer).length >= Math.max(1, spot.cells.length) ? words.say("cause_not_served") : sayNoWay(model, answer.type, words);
  return `${tame(nearest.provider, 80)} (${tame(model.gminaName(nearest.gmina), 60)})`;
}

/** Whether the public edition tells no ways to places of a type, since they would lead to somebody's home. */
export function areWaysUntold(model: Pick<Model, "data">, type: string): boolean {
  return model.data.public?.untold_ways.includes(type) ?? false;
}

/** In place of the way to the nearest place. */
export function sayNoWay(model: Pick<Model, "data">, type: string, words: Words): string {
  return words.say(areWaysUntold(model, type) ? "ways_untold" : "nearest_none");
}

/** A capacity and what it counts, for words of one case beside any number. */
export function capacityOf(amount: string, unit: string | undefined, words: Words): string {
  return unit ? words.say("capacity_of", { amount, unit: tame(unit, 40) }) : amount;
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
