// Whom the data of a map are owed to: in its corner, as long as they leave the map to be seen.
import { make, tame } from "./dom";
import type { Words } from "./words";

/** More lines than this would cover the map: they unfold. */
const MOST_LINES = 2;
/** The licence of its data wants OpenStreetMap named on the map itself. */
const ALWAYS_SHOWN = "OpenStreetMap";

/** Name the sources in the corner of a map. */
export function addCredits(map: L.Map, credits: string[], words: Words): void {
  map.attributionControl.setPrefix("Leaflet");
  const folds = credits.length > MOST_LINES;
  for (const line of credits.filter((credit) => !folds || credit.includes(ALWAYS_SHOWN))) {
    map.attributionControl.addAttribution(make("span", {}, tame(line, 500)).innerHTML);
  }
  const folded = credits.filter((credit) => folds && !credit.includes(ALWAYS_SHOWN));
  if (folded.length === 0) return;
  const list = make("ul", {}, folded.map((line) => make("li", {}, tame(line, 500))));
  const details = make("details", { class: "credits" }, make("summary", {}, words.say("more_credits")), list);
  map.attributionControl.addAttribution(details.outerHTML);
}
