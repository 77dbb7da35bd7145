// Under the result: the largest white spots, and each gmina with its bar.
import { make, tame } from "../dom";
import { TOO_FAR, type Model } from "../model";
import { spotName } from "../naming";
import { figureOf, rankSpots } from "../spot_people";
import type { Actions } from "../store";
import { byFigure } from "../told";
import type { Group } from "../data";
import type { Words } from "../words";
import { differenceOf, makeBar, type Compared } from "./result";

const SPOTS_LISTED = 3;

export function listSpots({ answer }: Compared, group: Group, model: Model, words: Words, actions: Actions): HTMLElement[] {
  const spots = rankSpots(answer.spots, group).slice(0, SPOTS_LISTED);
  const heading = make("h3", {}, words.say("largest_spots"));
  if (!spots.length) return [heading, make("p", { class: "note" }, words.say("no_spots"))];
  const items = spots.map((spot, i) =>
    make(
      "li",
      {},
      make("button", { type: "button", class: "row", id: `spot-${i}`, on: { click: () => actions.openSpot(spot) } },
        make("span", { class: "name" }, spotName(spot, words)),
        make("span", { class: "figure" }, figureOf(model, spot, group, words)),
      ),
    ),
  );
  return [heading, make("ol", { class: "rows" }, items)];
}

export function listGminas({ answer, base }: Compared, group: Group, model: Model, words: Words, actions: Actions): HTMLElement[] {
  const { gminas } = answer.told(group);
  const before = base?.told(group).gminas;
  const rows = model.data.gminas
    .map((gmina, g) => ({ gmina, row: gminas[g], tooFar: gminas[g].states[TOO_FAR], before: before?.[g].states[TOO_FAR] }))
    .filter(({ row }) => row.people !== 0)
    .sort((a, b) => byFigure(a.tooFar, b.tooFar) || a.gmina.name.localeCompare(b.gmina.name, words.language))
    .map(({ gmina, row, tooFar, before: was }) =>
      make(
        "li",
        {},
        make("button", { type: "button", class: "row gmina", id: `gmina-${gmina.teryt}`, on: { click: () => actions.showGmina(gmina) } },
          make("span", { class: "name" }, tame(gmina.name, 60)),
          make("span", { class: "figure" },
            differenceOf(words, tooFar, was), " ",
            words.people(tooFar), " ", make("small", {}, words.share(tooFar, row.people)),
          ),
          makeBar(row),
        ),
      ),
    );
  return [make("h3", {}, words.say("by_gmina")), make("ul", { class: "rows" }, rows)];
}
