// One colour and one pattern for each state, in the map, the bar and the legend.
import { resolution } from "./canvas";
import type { Area } from "./data";
import type { StateName } from "./model";

export const COLOURS: Record<StateName, string> = {
  served: "#0b7a75",
  full: "#f2a900",
  too_far: "#c2187a",
  cannot_tell: "#6f7782",
};
/** One hue, light to dark: the nearer, the darker. */
const BANDS = ["#dbe9f9", "#a9cbee", "#6fa3dc", "#3d78c2", "#1c4f96"];
const BARS = "#5c3d00";
const PATTERN = 8;

/** Colour of a band, counted from the nearest. */
export function bandColour(rank: number, count: number): string {
  const step = count > 1 ? Math.round((rank * (BANDS.length - 1)) / (count - 1)) : 1;
  return BANDS[BANDS.length - 1 - step];
}

/** Magenta hatching, dark bars over amber or grey dots as a canvas pattern that stays sharp on fine screens. */
export function makePattern(context: CanvasRenderingContext2D, kind: keyof typeof DRAWINGS): CanvasPattern {
  const ratio = Math.max(1, Math.round(resolution()));
  const tile = document.createElement("canvas");
  tile.width = PATTERN * ratio;
  tile.height = PATTERN * ratio;
  const brush = tile.getContext("2d")!;
  brush.scale(ratio, ratio);
  DRAWINGS[kind](brush);
  const pattern = context.createPattern(tile, "repeat")!;
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern;
}

function drawHatch(brush: CanvasRenderingContext2D): void {
  brush.strokeStyle = COLOURS.too_far;
  brush.lineWidth = 1.8;
  brush.beginPath();
  for (const shift of [-PATTERN, 0, PATTERN]) {
    brush.moveTo(shift - 1, PATTERN + 1);
    brush.lineTo(shift + PATTERN + 1, -1);
  }
  brush.stroke();
}

/** Told from the plain cells of who is served where colours are grey. */
function drawBars(brush: CanvasRenderingContext2D): void {
  brush.fillStyle = BARS;
  for (const x of [1, 5]) brush.fillRect(x, 0, 1.2, PATTERN);
}

function drawDots(brush: CanvasRenderingContext2D): void {
  brush.fillStyle = COLOURS.cannot_tell;
  for (const [x, y] of [[2, 2], [6, 6]]) {
    brush.beginPath();
    brush.arc(x, y, 1.2, 0, 2 * Math.PI);
    brush.fill();
  }
}

const DRAWINGS = { hatch: drawHatch, bars: drawBars, dots: drawDots };

const SVG = "http://www.w3.org/2000/svg";
/** Outlines for the areas' symbols, in a box of 28 by 28; area n takes shape n modulo their number. */
const OUTLINES = [
  "M14 1a13 13 0 1 0 0 26a13 13 0 1 0 0-26z",
  "M4 2h20a2 2 0 0 1 2 2v20a2 2 0 0 1-2 2h-20a2 2 0 0 1-2-2v-20a2 2 0 0 1 2-2z",
  "M14 0l14 14l-14 14l-14-14z",
  "M8 1h12l7 13l-7 13h-12l-7-13z",
  "M14 0l13.5 10.5l-5 16.5h-17l-5-16.5z",
  "M2 2h24v13c0 7-6 10-12 13c-6-3-12-6-12-13z",
  "M9 1h10l8 8v10l-8 8h-10l-8-8v-10z",
];

export interface SymbolLook {
  size?: number;
  muted?: boolean;
  rough?: boolean;
  /** Closed by the plan: grey and crossed out. */
  closed?: boolean;
  /** Opened by the plan: with a ring and a plus sign. */
  added?: boolean;
  /** Left out by the filters. */
  faint?: boolean;
}

/** Symbol of an area: its shape and letters, the same colour for all; hollow and dashed for a place known only roughly. */
export function makeSymbol(area: Area, look: SymbolLook = {}): SVGSVGElement {
  const { size = 28 } = look;
  const states = (["muted", "rough", "closed", "added", "faint"] as const).filter((state) => look[state]);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-2 -2 32 32");
  svg.setAttribute("width", String(size));
  svg.setAttribute("height", String(size));
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", ["symbol", ...states].join(" "));
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", OUTLINES[area.number % OUTLINES.length]);
  const text = document.createElementNS(SVG, "text");
  text.setAttribute("x", "14");
  text.setAttribute("y", "18.6");
  text.setAttribute("text-anchor", "middle");
  text.textContent = area.symbol;
  svg.append(path, text);
  if (look.closed) svg.append(makeMark("cross", "M1 1L27 27M27 1L1 27"));
  if (look.added) svg.append(makeMark("plus", "M22 0v12M16 6h12"));
  return svg;
}

/** A mark over a symbol, with a rim that parts it from what lies below. */
function makeMark(name: string, outline: string): SVGGElement {
  const group = document.createElementNS(SVG, "g");
  group.setAttribute("class", `mark ${name}`);
  for (const layer of ["rim", "line"]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", layer);
    path.setAttribute("d", outline);
    group.append(path);
  }
  return group;
}

/** A swatch for legends and tables. */
export function swatch(state: string): HTMLSpanElement {
  const element = document.createElement("span");
  element.className = `swatch ${state}`;
  return element;
}
