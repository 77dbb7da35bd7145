// The card of a feature of a further layer: its facts as they were given.
import { describe, make, tame } from "../dom";
import type { Words } from "../words";
import type { CardContext } from "./context";

export function featureCard({ model, words }: CardContext, key: string, index: number): HTMLElement | null {
  const layer = model.data.layers?.find((one) => one.key === key);
  const feature = layer?.features[index];
  if (!layer || !feature) return null;
  return make(
    "article",
    { class: "card" },
    make("h3", {}, tame(feature.title)),
    make("p", { class: "kind" }, tame(layer.title)),
    describe(feature.facts.map(([term, value]) => [tame(term, 80), factText(value, words)])),
  );
}

/** Letters of a fact that a card and a file give: a list of all services that a link matters to. */
export const FACT_LENGTH = 2000;

/** A fact as text, cut to a length; figures as the language writes them. */
export function factText(value: string | number | null, words: Words, length = FACT_LENGTH): string {
  if (typeof value === "number") return words.number(value, Number.isInteger(value) ? 0 : 1);
  return tame(value ?? "", length);
}
