// On paper: the map fitted anew to the page and painted finely, the key open, every table, and what is asked in words.
import { makePaperCredits } from "./credits";
import { setResolution } from "./canvas";
import { make, tame } from "./dom";
import type { Legend } from "./legend";
import type { Model } from "./model";
import type { Tables } from "./tables/drawer";
import type { Words } from "./words";

/** Width for which the map is laid out [px]; the style sheet scales it to whatever paper there is. */
const WIDTH = 1000;
/** Dots of the canvases for each of its pixels: about 270 an inch on A4 laid across. */
const RESOLUTION = 3;
/** Height for each unit of width: neither a strip nor more than a page. */
const [FLATTEST, TALLEST] = [0.56, 0.8];
/** Ground of the map where nothing is drawn. */
const PAPER = "#f4f3ef";
/** On a map wider than this the open legend takes away that much [px]. */
const [WIDE, BESIDE_LEGEND] = [760, 264];

export interface PrintParts {
  map: L.Map;
  model: Model;
  words: Words;
  legend: Legend;
  tables: Tables;
}

export class Printing {
  readonly button: HTMLButtonElement;
  private restore: (() => void)[] = [];
  private settling = 0;

  constructor(private readonly parts: PrintParts) {
    this.button = make("button", { type: "button", id: "print", on: { click: () => window.print() } }, parts.words.say("print"));
    window.addEventListener("beforeprint", () => this.prepare());
    window.addEventListener("afterprint", () => this.undo());
  }

  private prepare(): void {
    this.undo();
    window.clearTimeout(this.settling);
    const { legend, model, tables, words } = this.parts;
    const head = this.makeHead();
    document.getElementById("head")!.append(head);
    const credits = makePaperCredits(model.data.info.attribution, words);
    document.querySelector(".app")!.append(credits);
    this.restore = [() => head.remove(), () => credits.remove(), this.fitMap(), legend.openAll(), tables.writeForPrint()];
  }

  private undo(): void {
    for (const restore of this.restore.splice(0).reverse()) restore();
  }

  /** Shows what the screen shows in a box of the paper's shape, and gives the way back. */
  private fitMap(): () => void {
    const { map } = this.parts;
    const element = map.getContainer();
    const stage = document.getElementById("stage")!;
    const [center, zoom, snap, bounds] = [map.getCenter(), map.getZoom(), map.options.zoomSnap, this.boundsInSight()];
    const corners = [bounds.getNorthWest(), bounds.getSouthEast()].map((corner) => map.project(corner, zoom));
    const ratio = Math.min(TALLEST, Math.max(FLATTEST, (corners[1].y - corners[0].y) / (corners[1].x - corners[0].x)));
    const before = element.getAttribute("style");
    map.closePopup();
    stage.style.setProperty("--print-ratio", String(1 / ratio));
    Object.assign(element.style, { width: `${WIDTH}px`, height: `${Math.round(WIDTH * ratio)}px`, right: "auto", bottom: "auto" });
    setResolution(RESOLUTION);
    map.options.zoomSnap = 0;
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(bounds, { animate: false, padding: [0, 0] });
    const uniteBack = uniteCanvases(element);
    return () => {
      uniteBack();
      setResolution(null);
      element.setAttribute("style", before ?? "");
      map.options.zoomSnap = snap;
      const settle = () => {
        map.invalidateSize({ animate: false, pan: false });
        map.setView(center, zoom, { animate: false });
      };
      settle();
      // The page is still laid out for paper while it is told that it was printed.
      this.settling = window.setTimeout(settle);
    };
  }

  /** What the map shows beside the legend: paper has room for the legend elsewhere. */
  private boundsInSight(): L.LatLngBounds {
    const { map, legend } = this.parts;
    const size = map.getSize();
    // The page may be laid out for paper already: what its boxes measure says nothing of the screen.
    const right = legend.isOpen && size.x > WIDE ? size.x - BESIDE_LEGEND : size.x;
    return L.latLngBounds(map.containerPointToLatLng([0, 0]), map.containerPointToLatLng([right, size.y]));
  }

  private makeHead(): HTMLElement {
    const { model, words, tables } = this.parts;
    const today = new Date().toLocaleDateString(words.language, { dateStyle: "long" });
    const { date } = model.data.info;
    return make(
      "div",
      { class: "paper-head" },
      make("p", {}, words.say(date ? "printed" : "printed_undated", { date: tame(date, 40), today })),
      make("p", { class: "paper-summary" }, tables.summary().join(" ")),
      model.isPublic ? make("p", {}, words.say("hidden_note")) : null,
    );
  }
}

/**
 * One picture in place of the canvases: printed above one another, an upper one would cover what lies below with white,
 * and browsers scale what they keep of a canvas as drawing otherwise than all around it.
 */
export function uniteCanvases(element: HTMLElement): () => void {
  const order = (canvas: HTMLCanvasElement) => Number(canvas.closest<HTMLElement>(".leaflet-pane")!.style.zIndex);
  const canvases = [...element.querySelectorAll<HTMLCanvasElement>(".leaflet-pane canvas")].sort((a, b) => order(a) - order(b));
  const [lowest] = canvases;
  if (!lowest) return () => undefined;
  const { width, height, style } = lowest;
  const sheet = Object.assign(document.createElement("canvas"), { width, height });
  const context = sheet.getContext("2d", { willReadFrequently: true })!;
  context.fillStyle = PAPER;
  context.fillRect(0, 0, width, height);
  for (const canvas of canvases) context.drawImage(canvas, 0, 0);
  const picture = make("img", { alt: "", src: sheet.toDataURL(), decoding: "sync" });
  picture.style.cssText = style.cssText;
  lowest.before(picture);
  for (const canvas of canvases) canvas.style.display = "none";
  return () => {
    picture.remove();
    for (const canvas of canvases) canvas.style.display = "";
  };
}
