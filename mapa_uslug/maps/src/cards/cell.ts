// The card of a populated cell: its state and why, its people, the way to the nearest place by every mode.
import { describe, make, tame, type Child } from "../dom";
import { swatch } from "../look";
import { ALL_MODES, CANNOT_TELL, STATES, TOO_FAR, type Answer, type WayTo } from "../model";
import { REASON_SHIFT, STATE_BITS } from "../states";
import { NOT_ELIGIBLE } from "../whatif/layer";
import type { CardContext } from "./context";
import { actionButton } from "./parts";
import { serviceOf } from "../finding";
import { sayNoWay } from "../naming";

export function cellCard(context: CardContext, cell: number): HTMLElement {
  const { model, words, state } = context;
  const { cells, data } = model;
  const answer = model.answer(state.question, state.plan, state.filters);
  const byte = answer ? answer.states[cell] : CANNOT_TELL;
  const at = byte & STATE_BITS;
  const reason = answer ? words.table.reasons[byte >> REASON_SHIFT] : words.say("not_found");
  const people = cells.isImputed[cell] ? words.say("confidential") : words.number(cells.people[cell]);
  return make(
    "article",
    { class: "card" },
    make("h3", {}, swatch(STATES[at]), words.table.states[at]),
    describe([
      [words.say("people"), model.isPublic ? "" : people],
      [words.say("locality"), cells.locality[cell] ? tame(data.localities[cells.locality[cell] - 1]) : ""],
      [words.say("gmina"), tame(data.gminas[cells.gmina[cell]].name)],
      [words.say("reason"), reason && (at === CANNOT_TELL || at === TOO_FAR) ? reason : ""],
      ...wayFacts(context, cell, answer, byte),
    ]),
    make("div", { class: "acts" }, addButton(context, cell)),
  );
}

export function addButton({ model, words, actions }: CardContext, cell: number): HTMLElement | null {
  if (!model.canOpen || cell < 0) return null;
  return actionButton("add", words.say("add_here"), () => actions.addAt(cell));
}

/** By every mode that the service may be asked for, also when the question is about one. */
function wayFacts({ model, words, state }: CardContext, cell: number, answer: Answer | null, byte: number): [string, Child][] {
  const at = byte & STATE_BITS;
  const isWhole = model.modesOf(state.question.type)[0] === ALL_MODES;
  const all = isWhole ? model.answer({ ...state.question, mode: ALL_MODES }, state.plan, state.filters) : answer;
  return ((all ?? answer)?.ways(cell) ?? []).map((way) => [words.of("modes", way.mode), wayText(way)]);

  function wayText(way: WayTo): string {
    if (way.cost === null) {
      if (way.isBeyond) return words.say("more_than", { amount: words.amount(maxOf(way.mode), way.unit) });
      if (at !== TOO_FAR) return "";
      return byte >> REASON_SHIFT === NOT_ELIGIBLE ? words.say("cause_not_served") : sayNoWay(model, state.question.type, words);
    }
    const service = way.place && serviceOf(model, way.place);
    const about = service?.radius_m ? ` (${words.about(service)})` : "";
    const to = way.place ? ` → ${tame(way.place.provider, 60)}${about}` : "";
    return `${words.amount(Math.ceil(way.cost), way.unit)}${to}`;
  }

  function maxOf(mode: string): number {
    return (all ?? answer)!.limits.find((limit) => limit.mode === mode)!.max;
  }
}
