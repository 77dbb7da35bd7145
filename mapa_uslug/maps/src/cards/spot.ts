// The card of a white spot: people, how much is missing, and why, as far as the data tell.
import { describe, make, tame } from "../dom";
import { swatch } from "../look";
import { ALL_MODES, SERVED, type Spot } from "../model";
import { areWaysUntold, barredIn, gminasOf, localitiesOf, nearestTo, spotName } from "../naming";
import { overOf } from "../spot_people";
import { causesOfRun } from "../spot_causes";
import { STATE_BITS } from "../states";
import { addButton } from "./cell";
import type { CardContext, Subject } from "./context";
import { linkButton } from "./parts";

type SpotSubject = Extract<Subject, { kind: "spot" }>;

/** The spot that a subject is about; null when there is none any more. */
export function spotOf({ model, state }: Pick<CardContext, "model" | "state">, { cell, index }: SpotSubject): Spot | null {
  const spots = model.answer(state.question, state.plan, state.filters)?.spots ?? [];
  if (cell >= 0) {
    const found = spots.find((spot) => spot.cells.includes(cell));
    if (found) return found;
  }
  return model.canRecount ? null : (spots[index] ?? null);
}

export function spotCard(context: CardContext, subject: SpotSubject): HTMLElement | null {
  const spot = spotOf(context, subject);
  if (!spot) return null;
  const { model, words, state, actions } = context;
  const answer = model.answer(state.question, state.plan, state.filters)!;
  const say = (key: string) => words.say(key);
  const { cell } = subject;
  return make(
    "article",
    { class: "card" },
    make("h3", {}, swatch("too_far"), spotName(spot, words)),
    make("p", { class: "kind" }, say("unnamed_spot")),
    describe([
      [say("people"), model.isPublic ? "" : words.people(spot.people)],
      [say("target_group"), spot.peopleTarget === null ? "" : words.number(spot.peopleTarget)],
      [say("gmina"), gminasOf(spot, model)],
      [say("localities"), localitiesOf(spot).join(", ")],
      [say("over"), overOf(spot, words)],
      [say("nearest"), nearestTo(spot, model, words, answer)],
      [say("causes"), make("ul", { class: "list" }, causesOf(context, spot).map((cause) => make("li", {}, cause)))],
    ]),
    make(
      "div",
      { class: "acts" },
      subject.isAtCell ? addButton(context, cell) : null,
      cell >= 0 && subject.isAtCell ? linkButton("cell", say("show_cell"), () => actions.openCell(cell)) : null,
    ),
  );
}

/** Why people there are too far, in words; only from what is known. What the run found out comes first. */
function causesOf({ model, words, state }: CardContext, spot: Spot): string[] {
  const causes = causesOfRun(model, state, spot).map((cause) => tame(cause, 400));
  const { question, plan, filters } = state;
  const answer = model.answer(question, plan, filters)!;
  const barred = barredIn(spot, model, answer);
  if (barred.length && barred.length >= spot.cells.length) causes.push(words.say("cause_not_served"));
  else if (barred.length) causes.push(words.say("cause_partly_not_served", { people: peopleIn(barred) }));
  if (spot.nearest && spot.over !== null) {
    causes.push(words.say("cause_far", { over: overOf(spot, words), limit: words.limits(answer.limits) }));
  } else if (!spot.nearest && !barred.length && !areWaysUntold(model, question.type)) causes.push(words.say("cause_unreachable"));
  if (question.mode === ALL_MODES) return causes;
  for (const mode of model.modesOf(question.type)) {
    if (mode === ALL_MODES || mode === question.mode) continue;
    const other = model.answer({ ...question, mode }, plan, filters);
    const reached = spot.cells.filter((cell) => other && (other.states[cell] & STATE_BITS) === SERVED);
    if (reached.length) causes.push(words.say("cause_other_mode", { mode: words.of("by_mode", mode), people: peopleIn(reached) }));
  }
  return causes;

  /** "412", or "at least 400" where some live in cells that the source keeps confidential. */
  function peopleIn(cells: number[]): string {
    const { people, isImputed } = model.cells;
    const known = words.number(cells.reduce((sum, cell) => sum + (isImputed[cell] ? 0 : people[cell]), 0));
    return cells.some((cell) => isImputed[cell]) ? words.say("at_least", { people: known }) : known;
  }
}
