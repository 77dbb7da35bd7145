// On paper: the maps in the size that they have there, painted finely, and every table below them.
import { setResolution } from "../canvas";
import { make } from "../dom";
import { uniteCanvases } from "../print";
import type { Words } from "../words";
import type { Pair } from "./sides";
import type { ComparisonTables } from "./tables";
import type { LinkedViews } from "./views";

/** Dots of the canvases for each of their pixels. */
const RESOLUTION = 3;

export function preparePaper(maps: Pair<L.Map>, views: LinkedViews, tables: ComparisonTables, words: Words): void {
  let restore: (() => void)[] = [];
  const undo = () => {
    for (const step of restore.splice(0).reverse()) step();
  };
  window.addEventListener("beforeprint", () => {
    undo();
    restore = [writeDay(words), tables.writeForPrint(), layOut(maps, views)];
  });
  window.addEventListener("afterprint", undo);
}

function writeDay(words: Words): () => void {
  const today = new Date().toLocaleDateString(words.language, { dateStyle: "long" });
  const line = make("p", { class: "paper-head" }, words.say("printed_on", { today }));
  document.getElementById("head")!.append(line);
  return () => line.remove();
}

/** The style sheet gives the maps their size on paper; shown is what the screen shows. */
function layOut(maps: Pair<L.Map>, views: LinkedViews): () => void {
  const before = maps.map((map) => ({ bounds: map.getBounds(), centre: map.getCenter(), zoom: map.getZoom(), snap: map.options.zoomSnap }));
  for (const map of maps) {
    map.closePopup();
    map.options.zoomSnap = 0;
  }
  document.documentElement.classList.add("on-paper");
  setResolution(RESOLUTION);
  views.fit([before[0].bounds, before[1].bounds]);
  const united = maps.map((map) => uniteCanvases(map.getContainer()));
  return () => {
    for (const part of united) part();
    setResolution(null);
    document.documentElement.classList.remove("on-paper");
    maps.forEach((map, number) => (map.options.zoomSnap = before[number].snap));
    const settle = () => views.restore(before);
    settle();
    // The page is still laid out for paper while it is told that it was printed.
    window.setTimeout(settle);
  };
}
