// The card of a place: everything that the register knows, and what may be changed.
import { readAmount, writeAmount } from "../amounts";
import { chooseBands } from "../bands";
import type { Service } from "../data";
import { describe, make, tame, type Child } from "../dom";
import { findPlace, placesOn, serviceOf } from "../finding";
import type { Place } from "../model";
import { sayHours } from "../hours";
import { addressOf, capacityOf, standingOf } from "../naming";
import { deliveriesOf, sectorOf, territoryOf } from "../whatif/places";
import type { CardContext } from "./context";
import { actionButton, contactText, linkButton } from "./parts";

/** Degrees within which two services stand at one address. */
const SAME_POINT = 2e-5;
const OTHERS_SHOWN = 12;

/** Null when the place is there no longer. */
export function placeCard(context: CardContext, id: string): HTMLElement | null {
  const { model, words, state } = context;
  const place = findPlace(model, state, id);
  if (!place) return null;
  const service = serviceOf(model, place);
  const type = model.types.get(place.type);
  const standing = standingOf(place, words);
  return make(
    "article",
    { class: "card" },
    make("h3", {}, tame(place.provider)),
    make("p", { class: "kind" }, type?.name ?? place.type),
    standing ? make("p", { class: "standing" }, standing) : null,
    describe(service ? registerFacts(context, place, service) : openedFacts(context, place)),
    service?.is_open === false ? make("p", { class: "note" }, words.say("only_own")) : null,
    place.opened?.approximate ? make("p", { class: "note" }, words.say("place_approximate")) : null,
    make("div", { class: "acts" }, bandsButton(context, place), changeButtons(context, place)),
    service ? othersHere(context, service) : null,
  );
}

function registerFacts(context: CardContext, place: Place, service: Service): [string, Child][] {
  const { model, words } = context;
  const say = (key: string) => words.say(key);
  const type = model.types.get(place.type);
  const letters = deliveriesOf(service, type?.delivery ?? "").map((letter) => words.of("deliveries", letter));
  return [
    [say("address"), addressOf(service)],
    [say("position"), words.position(service)],
    [say("gmina"), tame(model.gminaName(service.gmina_teryt))],
    [say("delivery"), letters.join(", ")],
    [say("for_whom"), tame(service.target)],
    [say("capacity"), capacityText(context, place, service)],
    [say("free_places"), freePlaces(context, place, service)],
    [say("waiting"), figure(context, service.waiting)],
    [say("staff"), figure(context, service.staff_fte, 1)],
    [say("hours"), sayHours(tame(service.hours ?? service.opening_hours), words.language)],
    [say("contact"), contactText(service.contact)],
    [say("sector"), sectorText(context, service)],
    [say("territory"), territoryOf(service).map((code) => tame(model.gminaName(code), 60)).join(", ")],
    [say("valid"), validity(context, service)],
    [say("funded_until"), tame(service.funded_until, 20)],
    [say("source"), tame(service.source)],
    [say("source_date"), tame(service.source_date, 40)],
  ];
}

function openedFacts(context: CardContext, place: Place): [string, Child][] {
  const { model, words } = context;
  const { locality } = model.cells;
  const cell = place.opened!.cell;
  const name = locality[cell] ? model.data.localities[locality[cell] - 1] : "";
  return [
    [words.say("locality"), tame(name)],
    [words.say("gmina"), tame(model.gminaName(place.gmina))],
    [words.say("capacity"), place.capacity === undefined ? words.say("not_known") : capacityText(context, place, null)],
  ];
}

/** "30, jednostka: miejsca", and what it was before the plan. */
function capacityText({ words }: CardContext, place: Place, service: Service | null): string {
  if (place.capacity === undefined) return "";
  const now = words.number(place.capacity, Number.isInteger(place.capacity) ? 0 : 1);
  const unit = service?.capacity_unit;
  if (!service || service.capacity === place.capacity) return capacityOf(now, unit, words);
  const before = service.capacity === undefined ? words.say("not_known") : words.number(service.capacity);
  return capacityOf(words.say("capacity_changed", { now, before }), unit, words);
}

/** Capacity less what is taken, where both are known; more taken than there is leaves none. */
function freePlaces({ words }: CardContext, place: Place, service: Service): string {
  if (service.occupied === undefined) return "";
  const taken = words.number(service.occupied);
  if (place.capacity === undefined) return words.say("taken", { taken });
  return words.say("free_and_taken", { free: words.number(Math.max(0, place.capacity - service.occupied)), taken });
}

function figure({ words }: CardContext, value: number | undefined, digits = 0): string {
  return value === undefined ? "" : words.number(value, Number.isInteger(value) ? 0 : digits);
}

function sectorText({ words }: CardContext, service: Service): string {
  const kind = sectorOf(service);
  if (!kind) return "";
  const name = tame(words.of("sectors", kind), 60);
  return service.provider_kind === kind ? name : words.say("guessed", { value: name });
}

function validity({ words }: CardContext, { valid_from: from, valid_until: until }: Service): string {
  if (from && until) return words.say("valid_between", { from: tame(from, 20), until: tame(until, 20) });
  if (from) return words.say("valid_from", { from: tame(from, 20) });
  return until ? words.say("valid_until", { until: tame(until, 20) }) : "";
}

function bandsButton({ model, words, state, actions }: CardContext, place: Place): HTMLElement | null {
  const { bands, costs } = chooseBands(model, { ...state, place: place.id });
  if (!bands.length && !costs) return null;
  return actionButton("bands", words.say("show_bands"), () => actions.showBands(place.id));
}

function changeButtons(context: CardContext, place: Place): Child[] {
  const { model, words, actions } = context;
  if (!model.canRecount) return [];
  if (place.opened) {
    return [actionButton("remove", words.say("remove_new"), () => actions.removeOpened(place.id)), capacityForm(context, place)];
  }
  const label = words.say(place.isClosed ? "open_again" : "close_place");
  const toggle = actionButton("toggle", label, () => actions.toggleClosed(place.id));
  return place.isClosed ? [toggle] : [toggle, capacityForm(context, place)];
}

function capacityForm({ model, words, actions }: CardContext, place: Place): HTMLElement {
  const input = make("input", { type: "text", id: "card-capacity", inputmode: "decimal", autocomplete: "off", "aria-describedby": "card-problem" });
  if (place.capacity !== undefined) input.value = writeAmount(place.capacity, words.language);
  const problem = make("p", { class: "problem", id: "card-problem", role: "alert" });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const text = input.value.trim();
    const value = readAmount(text);
    const isWrong = text !== "" && value === null;
    problem.textContent = isWrong ? words.say("adding_bad_capacity") : "";
    input.setAttribute("aria-invalid", String(isWrong));
    if (isWrong) {
      input.focus();
      problem.scrollIntoView({ block: "nearest" });
    } else actions.setCapacity(place.id, value);
  };
  const before = serviceOf(model, place)?.capacity;
  const isChanged = !place.opened && place.capacity !== before;
  return make(
    "form",
    { class: "capacity", on: { submit } },
    make("label", { for: "card-capacity" }, words.say("capacity_in_plan")),
    input,
    make("button", { type: "submit", class: "act", id: "card-set" }, words.say("set_capacity")),
    problem,
    isChanged ? linkButton("revert", words.say("revert_capacity"), () => actions.setCapacity(place.id, null)) : null,
  );
}

/** Other services of the same provider at the same address. */
function othersHere(context: CardContext, service: Service): HTMLElement | null {
  const { model, words, actions, state } = context;
  const others = model.data.services.filter(
    (other) => other !== service && other.provider === service.provider && isSamePoint(other, service),
  );
  if (!others.length) return null;
  const items = others.slice(0, OTHERS_SHOWN).map((other, i) => {
    const standing = placesOn(model, state, other.service_type).find((one) => one.id === other.service_id);
    const note = standing ? standingOf(standing, words) : "";
    const label = model.types.get(other.service_type)?.name ?? tame(other.service_type, 40);
    return make("li", {}, linkButton(`other-${i}`, label, () => actions.openPlace(other.service_id)), note ? ` (${note})` : null);
  });
  return make("div", { class: "others" }, make("h4", {}, words.say("others_here")), make("ul", {}, items));
}

function isSamePoint(a: Service, b: Service): boolean {
  return Math.abs(a.at[0] - b.at[0]) < SAME_POINT && Math.abs(a.at[1] - b.at[1]) < SAME_POINT;
}

/** The card of a symbol that stands for several places at one point. */
export function placesCard({ model, words, state, actions }: CardContext, ids: string[]): HTMLElement | null {
  const places = ids.map((id) => findPlace(model, state, id)).filter((place) => place !== null);
  if (!places.length) return null;
  const items = places.map((place, i) => {
    const standing = standingOf(place, words);
    const type = model.types.get(place.type)?.name ?? place.type;
    const label = `${tame(place.provider, 80)}, ${type}${standing ? ` (${standing})` : ""}`;
    return make("li", {}, linkButton(`place-${i}`, label, () => actions.openPlace(place.id)));
  });
  return make("article", { class: "card" }, make("h3", {}, words.say("places_here")), make("ul", { class: "list" }, items));
}
