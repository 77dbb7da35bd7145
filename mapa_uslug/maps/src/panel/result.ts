// The answer: in a sentence, as a bar and in figures, each beside what it is today.
import { make, replaceContent, type Child } from "../dom";
import { swatch } from "../look";
import { CANNOT_TELL, FULL, SERVED, STATES, TOO_FAR, type Answer, type Model } from "../model";
import type { Forms, Group } from "../data";
import { askToday, isChanged } from "../questions";
import type { State } from "../store";
import { mostOf, untold, type Figure, type Row } from "../told";
import { compareAccess } from "../whatif/difference";
import { counts } from "../whatif/places";
import type { Words } from "../words";

/** An answer, and what it is compared with: nothing changed, at the same limits or, where these were moved, at the main ones. */
export interface Compared {
  answer: Answer;
  /** Null when nothing is changed, or when nothing could be said before. */
  base: Answer | null;
  isChanged: boolean;
}

/** Null where nothing can be said. */
export function compareWithBase(model: Model, { question, plan, filters }: State): Compared | null {
  const answer = model.answer(question, plan, filters);
  const hasChanged = isChanged(model, { question, plan, filters });
  return answer && { answer, base: hasChanged ? model.base(askToday(model, question, plan)) : null, isChanged: hasChanged };
}

export function sumOf(figures: readonly number[]): number {
  return figures.reduce((a, b) => a + b, 0);
}

/** The answer in words; what cannot be told comes first when it concerns most people. */
export function sayAnswer(model: Model, words: Words, { answer }: Compared, group: Group): string[] {
  const { total } = answer.told(group);
  const { people, states } = total;
  const type = model.types.get(answer.type)!;
  const lines = words.table.headline;
  if (people === 0) return lines.nobody;
  if (people === null) return lines.nobody_hidden!;
  const reasons = answer.unknownReasons(group).map((i) => words.table.reasons[i] || words.say("reason_not_given")).join("; ");
  const say = (forms: Forms, count: number) =>
    words.count(forms, count, { share: words.percent(count, people), limit: words.limits(answer.limits), service: type.name, reasons });
  // Of a hidden count the sentence tells how many people it can be at most, unless that says nothing.
  const sayState = (state: number, name: "to" | "from" | "full" | "cannot_tell") => {
    const count = states[state];
    if (count !== null) return say(lines[name], count);
    const most = mostOf(total, state)!;
    return most * 2 > people ? say(lines[`${name}_untold`]!, 0) : say(lines[`${name}_hidden`]!, most);
  };
  const main = states[TOO_FAR] === 0 ? say(lines.none, 0) : sayState(TOO_FAR, type.direction);
  const unknown = states[CANNOT_TELL] === 0 ? [] : [sayState(CANNOT_TELL, "cannot_tell")];
  const full = states[FULL] === 0 || !answer.isCapacityKnown ? [] : [sayState(FULL, "full")];
  const isMostlyUnknown = Number(states[CANNOT_TELL]) * 2 > people;
  const sentences = isMostlyUnknown ? [...unknown, main, ...full] : [main, ...full, ...unknown];
  if (group === "target") sentences.push(words.count(lines.group, 0, { group: type.target }));
  return sentences;
}

/**
 * "Change against today at 30 min by car: 412 people gain access, 35 people lose it."; nothing when nothing is changed.
 *
 * @param narrowed To what the places are narrowed, in words: the figures are of these alone, those of today are not.
 */
export function sayChange(model: Model, words: Words, { answer, base, isChanged }: Compared, group: Group, narrowed: string): string {
  if (!isChanged) return "";
  const within = narrowed ? `, ${words.say("changed_within", { what: narrowed })}` : "";
  if (!base) return sayFirstAccess(model, words, answer, group, within);
  const difference = compareAccess(answer, base, group);
  if (!difference) return "";
  const { gained, lost, nowUnknown, nowKnown } = difference;
  const parts = [
    gained ? words.count(words.table.gained as Forms, gained) : "",
    lost ? words.count(words.table[gained ? "lost" : "lost_only"] as Forms, lost) : "",
    nowUnknown ? words.count(words.table.now_unknown as Forms, nowUnknown) : "",
    nowKnown ? words.count(words.table.now_known as Forms, nowKnown) : "",
  ].filter(Boolean);
  const isSame = base.limits.every(({ value }, i) => value === answer.limits[i].value);
  const at = isSame ? "" : ` ${words.say("changed_at", { limit: words.limits(base.limits) })}`;
  if (!parts.length && !at && !within) return words.say("changed_none");
  return words.say("changed_by", { at: at + within, what: parts.join(", ") || words.say("changed_nobody") });
}

/** Of a service of which no place was known. Where it exists at places that nobody knows, nobody can be said to gain. */
function sayFirstAccess(model: Model, words: Words, answer: Answer, group: Group, at: string): string {
  const served = answer.sums(group).total[SERVED];
  if (model.types.get(answer.type)!.unplaced) return words.count(words.table.served_after as Forms, served);
  const what = served ? words.count(words.table.gained as Forms, served) : words.say("changed_nobody");
  return words.say("changed_by", { at: at && ` ${at}`, what });
}

/** What a reader of the figures must know of the places. */
export function sayRemarks(model: Model, words: Words, { question, plan, filters }: State): string[] {
  const type = model.types.get(question.type)!;
  const places = model.places(question.type, plan, filters);
  const services = model.servicesOf(question.type);
  const lines: string[] = [];
  if (!places.length) lines.push(words.say("no_places"));
  else if (!places.some(counts)) lines.push(words.say("nothing_left"));
  const rough = services.filter((service) => service.radius_m).length;
  if (rough) lines.push(words.count(words.table.rough_places, rough));
  if (type.unplaced) lines.push(words.count(words.table.unplaced, type.unplaced));
  return lines;
}

/** A difference with its sign, and in words for who does not see it. */
export function makeDifference(words: Words, difference: number): HTMLElement {
  const count = Math.abs(difference);
  const sign = difference > 0 ? "+" : "\u2212";
  const told = difference ? words.count(words.table[difference > 0 ? "more" : "fewer"] as Forms, count) : words.say("no_difference");
  return make(
    "span",
    { class: "difference" },
    make("span", { "aria-hidden": "true" }, difference ? `${sign}${words.number(count)}` : "0"),
    make("span", { class: "visually-hidden" }, told),
  );
}

/** A change of a count; nothing where there is none, or nothing to compare it with. */
export function differenceOf(words: Words, count: Figure, before: Figure | undefined): HTMLElement | null {
  return count === null || before === null || before === undefined || count === before ? null : makeDifference(words, count - before);
}

/** One bar of the four states, and at its end who is in none that is told; the table beside it says the same in figures. */
export function makeBar(row: Row): HTMLElement {
  const hidden = untold(row);
  const people = row.people || 1;
  const part = (name: string, count: number) => (count ? make("span", { class: `part ${name}`, style: { width: `${(100 * count) / people}%` } }) : null);
  const parts = hidden === null ? [part("hidden-part", people)] : [...STATES.map((state, i) => part(state, row.states[i] ?? 0)), part("hidden-part", hidden)];
  return make("span", { class: "bar", "aria-hidden": "true" }, parts);
}

/** People by state: figures, shares, and the change against today where there is any. */
export class StateTable {
  readonly element = make("table", { class: "states" });

  constructor(private readonly words: Words) {}

  show({ answer, base, isChanged }: Compared, group: Group): void {
    const { words } = this;
    const { people, states } = answer.told(group).total;
    const before = base?.told(group).total.states ?? [0, 0, 0, 0];
    const rows = STATES.map((state, i) => {
      const isAssessed = i !== FULL || answer.isCapacityKnown;
      const note = isAssessed ? null : make("small", { class: "unassessed" }, words.say("capacity_not_assessed"));
      const cells: Child[] = [isAssessed ? words.people(states[i]) : "–", isAssessed ? words.share(states[i], people) : ""];
      // Without a base nothing was said of anybody before: a difference would count all people.
      if (isChanged) cells.push(base && isAssessed ? makeDifference(words, Number(states[i]) - Number(before[i])) : "");
      const name = make("th", { scope: "row" }, swatch(state), words.table.states[i], note);
      return make("tr", {}, name, cells.map((cell) => make("td", {}, cell)));
    });
    const heads = ["state", "people", "share", ...(isChanged ? ["change"] : [])];
    const head = make("tr", {}, heads.map((key) => make("th", { scope: "col" }, words.say(key))));
    this.element.classList.toggle("compared", isChanged);
    replaceContent(this.element, make("thead", {}, head), make("tbody", {}, rows));
  }
}
