// Under the result: the largest white spots, and each gmina with its bar.
import { make, tame } from "../dom";
import { TOO_FAR, type Model } from "../model";
import { spotName } from "../naming";
import { peopleIn, rankSpots } from "../spot_people";
import type { Actions } from "../store";
import type { Group } from "../data";
import type { Words } from "../words";
import { makeBar, makeDifference, sumOf, type Compared } from "./result";

const SPOTS_LISTED = 3;

export function listSpots({ answer }: Compared, group: Group, words: Words, actions: Actions): HTMLElement[] {
  const spots = rankSpots(answer.spots, group);
  const heading = make("h3", {}, words.say("largest_spots"));
  if (!spots.length) return [heading, make("p", { class: "note" }, words.say("no_spots"))];
  const items = spots.slice(0, SPOTS_LISTED).map((spot, i) =>
    make(
      "li",
      {},
      make("button", { type: "button", class: "row", id: `spot-${i}`, on: { click: () => actions.openSpot(spot) } },
        make("span", { class: "name" }, spotName(spot, words)),
        make("span", { class: "figure" }, words.people(peopleIn(spot, group))),
      ),
    ),
  );
  return [heading, make("ol", { class: "rows" }, items)];
}

export function listGminas({ answer, base }: Compared, group: Group, model: Model, words: Words, actions: Actions): HTMLElement[] {
  const { gminas } = answer.sums(group);
  const before = base?.sums(group).gminas;
  const rows = model.data.gminas
    .map((gmina, g) => ({ gmina, g, sums: gminas[g], people: sumOf(gminas[g]) }))
    .filter(({ people }) => people > 0)
    .sort((a, b) => b.sums[TOO_FAR] - a.sums[TOO_FAR] || a.gmina.name.localeCompare(b.gmina.name, words.language))
    .map(({ gmina, g, sums, people }) =>
      make(
        "li",
        {},
        make("button", { type: "button", class: "row gmina", id: `gmina-${gmina.teryt}`, on: { click: () => actions.showGmina(gmina) } },
          make("span", { class: "name" }, tame(gmina.name, 60)),
          make("span", { class: "figure" },
            before && sums[TOO_FAR] !== before[g][TOO_FAR] ? [makeDifference(words, sums[TOO_FAR] - before[g][TOO_FAR]), " "] : null,
            words.number(sums[TOO_FAR]), " ", make("small", {}, words.percent(sums[TOO_FAR], people)),
          ),
          makeBar(sums),
        ),
      ),
    );
  return [make("h3", {}, words.say("by_gmina")), make("ul", { class: "rows" }, rows)];
}
