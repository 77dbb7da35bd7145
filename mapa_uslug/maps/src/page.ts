// The parts of the page around the map: its head, the map's own controls, the sheet on a phone, short messages.
import { addCredits } from "./credits";
import type { Bounds } from "./data";
import { make, tame } from "./dom";
import type { Model } from "./model";
import type { Words } from "./words";

const WIDE = 760;
const TOLD_MS = 8000;

export function writeHead(model: Model, words: Words): void {
  const { name, gminas, info } = model.data;
  const count = gminas.filter((gmina) => gmina.is_area).length;
  const parts = [words.say("subtitle", { people: words.people(model.population), gminas: count })];
  if (info.date) parts.push(words.say("data_date", { date: info.date }));
  if (model.isPublic) parts.push(words.say("edition"));
  document.getElementById("head")!.append(
    make("p", { class: "product" }, words.say("product")),
    make("h1", {}, tame(name)),
    make("p", { class: "subtitle" }, parts.join(" · ")),
  );
}

/** @returns A function that shows the whole area. */
export function setUpMap(map: L.Map, model: Model, words: Words): () => void {
  const { bounds, info } = model.data;
  const element = map.getContainer();
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", words.say("map_label"));
  const showHome = () => void map.fitBounds(bounds as Bounds, paddingBesideLegend(map));
  showHome();
  map.setMinZoom(Math.floor(map.getZoom()) - 2);
  addCredits(map, info.attribution, words);
  L.control.zoom({ position: "topleft", zoomInTitle: words.say("zoom_in"), zoomOutTitle: words.say("zoom_out") }).addTo(map);
  addHomeButton(map, words, showHome);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  return showHome;
}

/** Leaves room for the controls on the left and, on a wide map, for the legend on the right. */
function paddingBesideLegend(map: L.Map): L.FitBoundsOptions {
  const isWide = map.getSize().x > WIDE;
  return { paddingTopLeft: [isWide ? 56 : 8, 10], paddingBottomRight: [isWide ? 264 : 8, 24], animate: false };
}

function addHomeButton(map: L.Map, words: Words, show: () => void): void {
  const Home = L.Control.extend({
    onAdd() {
      const label = words.say("whole_area");
      const button = make("button", { type: "button", title: label, "aria-label": label, on: { click: show } }, "⌂");
      const north = make("span", { class: "north", role: "img", "aria-label": words.say("north"), title: words.say("north") }, "N");
      const box = make("div", { class: "leaflet-bar home" }, button, north);
      L.DomEvent.disableClickPropagation(box);
      return box;
    },
  });
  new Home({ position: "topleft" }).addTo(map);
}

/** On a narrow screen the panel is a sheet that can be pulled up; returned is how to lay it down. */
export function addSheetToggle(words: Words): () => void {
  const panel = document.getElementById("panel")!;
  const button = make("button", { type: "button", class: "sheet-toggle", "aria-controls": "panel", "aria-expanded": "false" }, words.say("open_panel"));
  const set = (isOpen: boolean) => {
    document.body.classList.toggle("sheet-open", isOpen);
    button.setAttribute("aria-expanded", String(isOpen));
    button.textContent = words.say(isOpen ? "close_panel" : "open_panel");
  };
  button.addEventListener("click", () => set(!document.body.classList.contains("sheet-open")));
  panel.before(button);
  return () => set(false);
}

/** A line over the map that says what was done, is read out, and goes away by itself. */
export function addTeller(): (text: string) => void {
  const box = make("p", { class: "told", role: "status" });
  document.getElementById("stage")!.append(box);
  let timer = 0;
  return (text) => {
    box.textContent = text;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => (box.textContent = ""), TOLD_MS);
  };
}

export function escapeText(text: string): string {
  return make("span", {}, tame(text)).innerHTML;
}
