// What every table is made from.
import { make } from "../dom";
import type { Answer, Model } from "../model";
import type { Actions, State } from "../store";
import type { Words } from "../words";
import type { Cell } from "./table";

export interface TableContext {
  model: Model;
  words: Words;
  state: State;
  answer: Answer | null;
  actions: Actions;
}

/** A name that leads to the map. */
export function nameCell(words: Words, name: string, click: () => void): Cell {
  const shown = make("button", { type: "button", class: "link", title: words.say("show", { name }), on: { click } }, name);
  return { value: name, shown };
}

/** A figure; a dash where it is not known. */
export function numberCell(words: Words, value: number | null | undefined, digits = 0): Cell {
  if (value === null || value === undefined) return { value: null, shown: "–" };
  return { value, shown: words.number(value, Number.isInteger(value) ? 0 : digits) };
}
