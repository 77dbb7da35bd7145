// Starts the map on the data that stand in the page.
import "leaflet";
import { paintBoundaries, paintGround, paintNames, paintRoads } from "./background";
import { makeCanvasLayer, type CanvasLayer, type View } from "./canvas";
import { Cards } from "./cards";
import { currentBands, paintCoverage } from "./coverage";
import type { ArrayDirectory, Bounds, MapData } from "./data";
import { make, tame } from "./dom";
import { Frame } from "./frame";
import { Legend } from "./legend";
import { cellAt } from "./cells";
import { Model } from "./model";
import { Store, type Actions, type Layers, type StateView } from "./page_state";
import { Panel } from "./panel";
import { Disc, PlaceLayers } from "./places";
import { Tables } from "./tables";
import { unpackArrays } from "./unpack";
import { Words } from "./words";

declare global {
  interface Window {
    MapaUslug: { start: typeof start };
  }
}

const LAYERS_AT_FIRST: Layers = {
  served: true, full: true, too_far: true, cannot_tell: true, white_spots: true, places: true, other_places: false,
  bands: false, gminas: true, extent: false, background: true,
};
const SPOT_ZOOM = 14;
const WAYS_ID = "mapa-uslug-ways";

/** Called once by the page, when folium has made the map. */
async function start(map: L.Map, dataId: string, arraysId: string): Promise<void> {
  const data: MapData = JSON.parse(document.getElementById(dataId)!.textContent!);
  const unpack = (id: string, directory: ArrayDirectory) => unpackArrays(document.getElementById(id)!.textContent!, directory);
  const model = new Model(data, await unpack(arraysId, data.arrays), () => unpack(WAYS_ID, data.way_arrays));
  const words = new Words(data.words, data.language);
  const first = data.first && model.stored.answer(data.first);
  writeHead(model, words);
  setUpMap(map, model, words);
  if (!first) return;
  const store = new Store({
    question: { type: first.type, mode: first.mode, level: first.level, group: "all" },
    layers: LAYERS_AT_FIRST,
    place: null,
  });
  connect(map, model, words, store);
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

function connect(map: L.Map, model: Model, words: Words, store: Store): void {
  const frame = new Frame(model.data.frame);
  const cards = new Cards(map, model, words);
  const disc = new Disc(map, model);
  const actions = makeActions(map, model, frame, cards, store, disc);
  const canvases = addCanvases(map, model, frame, store);
  const places = new PlaceLayers(map, model, words, actions);
  const views: StateView[] = [
    new Panel(document.getElementById("panel")!, model, words, store, actions),
    new Legend(document.getElementById("layers")!, model, words, store),
    new Tables(document.getElementById("drawer")!, model, words, actions),
  ];
  store.listen((state, changes) => {
    canvases.forEach((canvas) => canvas.repaint());
    places.show(state);
    disc.change({ chosen: state.place });
    if (changes.question) map.closePopup();
    views.forEach((view) => view.show(state, changes));
  });
  listenToMap(map, model, frame, cards, store);
  addSheetToggle(words);
  store.change({ question: store.state.question });
}

function addCanvases(map: L.Map, model: Model, frame: Frame, store: Store): CanvasLayer[] {
  const panes = { ground: 200, coverage: 250, roads: 300, names: 350 };
  for (const [name, order] of Object.entries(panes)) {
    const pane = map.createPane(name);
    pane.style.zIndex = String(order);
    pane.style.pointerEvents = "none";
  }
  const layers = () => store.state.layers;
  const painters: Record<string, (view: View) => void> = {
    ground: (view) => layers().background && paintGround(view, model),
    coverage: (view) => paintCoverage(view, model, store.state),
    roads: (view) => {
      if (layers().background) paintRoads(view, model);
      paintBoundaries(view, model, layers());
    },
    names: (view) => layers().background && paintNames(view, model, frame),
  };
  return Object.entries(painters).map(([pane, paint]) => makeCanvasLayer(frame, pane, paint).addTo(map));
}

function makeActions(map: L.Map, model: Model, frame: Frame, cards: Cards, store: Store, disc: Disc): Actions {
  return {
    openPlace(index) {
      const service = model.data.services[index];
      const state = { ...store.state, place: index };
      const hasBands = currentBands(model, state).bands.length > 0;
      const showBands = () => store.change({ place: index, layers: { ...store.state.layers, bands: true } });
      disc.bringIntoView(service);
      cards.open(service.at, cards.place(service, { showBands: hasBands ? showBands : null }), () => disc.change({ opened: null }));
      disc.change({ opened: index });
    },
    openSpot(spot) {
      const box = model.shapes.white_spots.boxOf(spot.index);
      if (box) map.fitBounds(frame.bounds(box), { maxZoom: SPOT_ZOOM, padding: [60, 60], animate: false });
      cards.open(spot.at, cards.spot(spot));
    },
    showGmina(gmina) {
      map.closePopup();
      map.fitBounds(gmina.bounds, { animate: false });
    },
    resize() {
      map.invalidateSize({ animate: false });
    },
  };
}

function listenToMap(map: L.Map, model: Model, frame: Frame, cards: Cards, store: Store): void {
  map.on("click", ({ latlng }) => {
    const { question, layers } = store.state;
    const [x, y] = frame.steps(latlng);
    const spot = layers.white_spots && model.stored.whiteSpotsOf(question).find((s) => model.shapes.white_spots.contains(s.index, x, y));
    if (spot) {
      cards.open(latlng, cards.spot(spot));
      return;
    }
    const cell = cellAt(model.cells, x, y);
    if (cell >= 0) cards.open(latlng, cards.cell(cell, model.stored.answer(question)!));
  });
}

function setUpMap(map: L.Map, model: Model, words: Words): void {
  const { bounds, info } = model.data;
  const element = map.getContainer();
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", words.say("map_label"));
  map.fitBounds(bounds, paddingBesideLegend(map));
  map.setMinZoom(Math.floor(map.getZoom()) - 2);
  map.attributionControl.setPrefix("Leaflet");
  for (const line of info.attribution) map.attributionControl.addAttribution(escapeText(line));
  L.control.zoom({ position: "topleft", zoomInTitle: words.say("zoom_in"), zoomOutTitle: words.say("zoom_out") }).addTo(map);
  addHomeButton(map, words, bounds);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
}

/** Leaves room for the controls on the left and, on a wide map, for the legend on the right. */
function paddingBesideLegend(map: L.Map): L.FitBoundsOptions {
  const isWide = map.getSize().x > 760;
  return { paddingTopLeft: [isWide ? 56 : 8, 10], paddingBottomRight: [isWide ? 264 : 8, 24], animate: false };
}

function addHomeButton(map: L.Map, words: Words, bounds: Bounds): void {
  const Home = L.Control.extend({
    onAdd() {
      const label = words.say("whole_area");
      const show = () => map.fitBounds(bounds, paddingBesideLegend(map));
      const button = make("button", { type: "button", title: label, "aria-label": label, on: { click: show } }, "⌂");
      const north = make("span", { class: "north", role: "img", "aria-label": words.say("north"), title: words.say("north") }, "N");
      const box = make("div", { class: "leaflet-bar home" }, button, north);
      L.DomEvent.disableClickPropagation(box);
      return box;
    },
  });
  new Home({ position: "topleft" }).addTo(map);
}

/** On a narrow screen the panel is a sheet that can be pulled up. */
function addSheetToggle(words: Words): void {
  const panel = document.getElementById("panel")!;
  const button = make("button", { type: "button", class: "sheet-toggle", "aria-controls": "panel", "aria-expanded": "false" }, words.say("open_panel"));
  button.addEventListener("click", () => {
    const isOpen = document.body.classList.toggle("sheet-open");
    button.setAttribute("aria-expanded", String(isOpen));
    button.textContent = words.say(isOpen ? "close_panel" : "open_panel");
  });
  panel.before(button);
}

function writeHead(model: Model, words: Words): void {
  const { name, gminas, info } = model.data;
  const count = gminas.filter((gmina) => gmina.is_area).length;
  const parts = [words.say("subtitle", { people: words.number(model.population), gminas: count })];
  if (info.date) parts.push(words.say("data_date", { date: info.date }));
  document.getElementById("head")!.append(
    make("p", { class: "product" }, words.say("product")),
    make("h1", {}, tame(name)),
    make("p", { class: "subtitle" }, parts.join(" · ")),
  );
}

function escapeText(text: string): string {
  return make("span", {}, tame(text)).innerHTML;
}

window.MapaUslug = { start };
