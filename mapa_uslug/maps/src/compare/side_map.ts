// One of the two maps, with its head: whose it is, what it answers.
import { bringIntoSight } from "../card_view";
import { makeCanvasLayer, type CanvasLayer } from "../canvas";
import { addCredits } from "../credits";
import { Canvases } from "../canvases";
import type { LatLng } from "../data";
import { describe, make, replaceContent, tame } from "../dom";
import { FurtherLayers } from "../further_layers";
import { findPlace, serviceOf } from "../finding";
import type { Answer, Question, Spot } from "../model";
import { addressOf } from "../naming";
import { makeBar, sayAnswer } from "../panel/result";
import { PlaceLayers } from "../places";
import { SpotLabels } from "../spot_labels";
import type { Store } from "../store";
import type { Words } from "../words";
import { paintDifferences } from "./painting";
import type { Result } from "./result";
import { layersOf, makeStore, type Part, type Shown } from "./session";
import type { Side } from "./sides";

/** Over the cells by state, under the roads. */
const DIFFERENCE_PANE = 270;
const SPOT_ZOOM = 14;
/** Pixels; a longer card scrolls. */
const MAX_CARD = 260;

/** The register's unit stands in the case in which it was written, whatever the number: "48 (miejsca)". */
export function capacityText(words: Words, capacity: number, unit: string): string {
  const figure = words.number(capacity, Number.isInteger(capacity) ? 0 : 1);
  return unit ? `${figure} (${unit})` : figure;
}

export class SideMap {
  private readonly store: Store;
  private readonly head: HTMLElement;
  private readonly differences: CanvasLayer;
  private classes: Uint8Array | null = null;

  constructor(
    readonly map: L.Map,
    private readonly side: Side,
    private readonly words: Words,
    shown: Shown,
    showHome: () => void,
  ) {
    const { number, model, arrays, data } = side;
    this.head = document.getElementById(`side-head-${number}`)!;
    this.store = makeStore(shown.questions[number], shown.layers);
    this.setUp(showHome);
    const actions = {
      openPlace: (id: string) => this.openPlaces([id]),
      openPlaces: (ids: string[]) => this.openPlaces(ids),
      openSpot: (spot: Spot) => void (spot.box && map.fitBounds(model.frame.bounds(spot.box), { maxZoom: SPOT_ZOOM, padding: [30, 30], animate: false })),
      openFeature: () => undefined,
    };
    const views = [
      new Canvases(map, model, this.store, new FurtherLayers(map, [], arrays, actions)),
      new PlaceLayers(map, model, words, actions),
      new SpotLabels(map, model, words, actions),
    ];
    this.store.listen((state, changes) => views.forEach((view) => view.show(state, changes)));
    const pane = map.createPane("difference");
    Object.assign(pane.style, { zIndex: String(DIFFERENCE_PANE), pointerEvents: "none" });
    this.differences = makeCanvasLayer(model.frame, "difference", (view) => this.classes && paintDifferences(view, model.cells, this.classes)).addTo(map);
    const gminas = data.gminas.filter((gmina) => gmina.is_area).length;
    this.head.append(
      make("h2", { id: `side-name-${number}` }, make("span", { class: "side-number" }, (words.table.sides as string[])[number]), " ", tame(data.name, 120)),
      make("p", { class: "note" }, words.say("subtitle", { people: words.people(model.population), gminas })),
      make("div", { class: "side-figures" }),
    );
  }

  show(shown: Shown, changed: ReadonlySet<Part>, result: Result): void {
    const { number } = this.side;
    const question = shown.questions[number];
    if (changed.has("questions")) {
      this.map.closePopup();
      this.store.change({ question });
      this.writeFigures(question, result.answers[number]);
    }
    if (changed.has("layers")) this.store.change({ layers: layersOf(shown.layers) });
    this.classes = shown.layers.difference ? (result.differences?.classes[number] ?? null) : null;
    this.differences.repaint();
  }

  private writeFigures(question: Question, answer: Answer | null): void {
    const { words, side } = this;
    const figures = this.head.querySelector(".side-figures")!;
    if (!answer) {
      replaceContent(figures, make("p", { class: "headline" }, words.say("no_answer")));
      return;
    }
    const sentences = sayAnswer(side.model, words, { answer, base: null, isChanged: false }, question.group);
    replaceContent(figures, makeBar(answer.told(question.group).total), make("p", { class: "headline" }, sentences.join(" ")));
  }

  private setUp(showHome: () => void): void {
    const { map, words, side } = this;
    const element = map.getContainer();
    element.setAttribute("role", "region");
    element.setAttribute("aria-label", (words.table.side_map as string[])[side.number]);
    addCredits(map, side.data.info.attribution, words);
    L.control.zoom({ position: "topleft", zoomInTitle: words.say("zoom_in"), zoomOutTitle: words.say("zoom_out") }).addTo(map);
    const Home = L.Control.extend({
      onAdd() {
        const label = words.say("whole_area");
        const button = make("button", { type: "button", title: label, "aria-label": label, on: { click: showHome } }, "⌂");
        const box = make("div", { class: "leaflet-bar home" }, button);
        L.DomEvent.disableClickPropagation(box);
        return box;
      },
    });
    new Home({ position: "topleft" }).addTo(map);
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  }

  private openPlaces(ids: string[]): void {
    const { model } = this.side;
    const places = ids.map((id) => findPlace(model, this.store.state, id)).filter((place) => place !== null);
    if (!places.length) return;
    const { words } = this;
    const cards = places.map((place) => {
      const service = serviceOf(model, place);
      const unit = tame(service?.capacity_unit ?? "", 40);
      const capacity = place.capacity === undefined ? "" : capacityText(words, place.capacity, unit);
      return make("article", { class: "card" },
        make("h3", {}, tame(place.provider)),
        describe([
          [words.say("service"), model.types.get(place.type)?.name],
          [words.say("address"), service ? addressOf(service) : ""],
          [words.say("gmina"), tame(model.gminaName(place.gmina))],
          [words.say("capacity"), capacity],
        ]),
      );
    });
    this.openCard(places[0].at, cards);
  }

  /** It takes the focus, closes with Escape, and gives the focus back. */
  private openCard(at: LatLng, cards: HTMLElement[]): void {
    const { map, words } = this;
    const before = document.activeElement as HTMLElement | null;
    const label = words.say("close");
    const close = make("button", { type: "button", class: "close", "aria-label": label, title: label, on: { click: () => popup.close() } }, "×");
    const escape = (event: KeyboardEvent) => event.key === "Escape" && popup.close();
    const content = make("div", { class: "card", on: { keydown: escape } }, close, cards);
    const popup = L.popup({ closeButton: false, autoPan: false, maxWidth: 300, maxHeight: MAX_CARD }).setLatLng(at).setContent(content).openOn(map);
    bringIntoSight(map, popup);
    close.focus({ preventScroll: true });
    popup.once("remove", () => (before?.isConnected ? before : map.getContainer()).focus({ preventScroll: true }));
  }
}
