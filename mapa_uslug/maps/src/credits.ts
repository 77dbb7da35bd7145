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
  const folded = foldedCredits(credits);
  for (const line of credits.filter((credit) => !folded.includes(credit))) {
    map.attributionControl.addAttribution(make("span", {}, tame(line, 500)).innerHTML);
  }
  if (folded.length === 0) return;
  const list = make("ul", { tabindex: "0" }, folded.map((line) => make("li", {}, tame(line, 500))));
  const details = make("details", { class: "credits" }, make("summary", {}, words.say("more_credits")), list);
  map.attributionControl.addAttribution(details.outerHTML);
  tellSize(map.getContainer());
}

/** What the corner folds away, in a line for paper, where nothing can be unfolded; empty if that is nothing. */
export function makePaperCredits(credits: string[], words: Words): HTMLElement {
  const lines = foldedCredits(credits).map((line) => tame(line, 500));
  return make("p", { class: "paper-credits" }, lines.length > 0 ? `${words.say("more_credits")}: ${lines.join("; ")}` : "");
}

function foldedCredits(credits: string[]): string[] {
  return credits.length > MOST_LINES ? credits.filter((credit) => !credit.includes(ALWAYS_SHOWN)) : [];
}

/** Let the style sheet know how much room the list has: it opens within its map. */
function tellSize(container: HTMLElement): void {
  new ResizeObserver(() => {
    container.style.setProperty("--map-width", `${container.clientWidth}px`);
    container.style.setProperty("--map-height", `${container.clientHeight}px`);
  }).observe(container);
}
