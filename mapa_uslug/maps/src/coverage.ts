// Cells by state, white spots and travel time bands.
import { bandOf, chooseBands, type BandChoice } from "./bands";
import type { View } from "./canvas";
import { bandColour, COLOURS, makePattern } from "./look";
import { CANNOT_TELL, FULL, SERVED, STATES, TOO_FAR, type Answer, type Cells, type Model, type Spot } from "./model";
import { STATE_BITS } from "./states";
import type { Layers, State } from "./store";
import type { Shapes } from "./unpack";

/** Steps that mean that no place can be reached within what the file tells. */
const FIRST_UNTOLD = 254;

/** @param answer What the cells are painted by; null when nothing can be said. */
export function paintCoverage(view: View, model: Model, state: State, answer: Answer | null): void {
  const hatch = makePattern(view.context, "hatch");
  if (state.layers.bands) paintBands(view, model, chooseBands(model, state));
  if (!answer) return;
  paintCells(view, model.cells, answer.states, state.layers, hatch);
  if (state.layers.white_spots) paintWhiteSpots(view, answer.spots, state.layers, hatch);
}

function paintCells(view: View, cells: Cells, states: Uint8Array, layers: Layers, hatch: CanvasPattern): void {
  const looks: [state: number, colour: string, pattern: CanvasPattern | null][] = [
    [SERVED, layers.bands ? "rgba(11,122,117,0.12)" : "rgba(11,122,117,0.42)", null],
    [FULL, COLOURS.full, makePattern(view.context, "bars")],
    [TOO_FAR, "rgba(194,24,122,0.16)", hatch],
    [CANNOT_TELL, "rgba(225,227,231,0.75)", makePattern(view.context, "dots")],
  ];
  for (const [state, colour, pattern] of looks) {
    if (!layers[STATES[state]]) continue;
    traceCells(view, cells, (c) => (states[c] & STATE_BITS) === state);
    view.context.globalAlpha = state === FULL ? 0.72 : 1;
    view.context.fillStyle = colour;
    view.context.fill();
    view.context.globalAlpha = 1;
    if (pattern) {
      view.context.fillStyle = pattern;
      view.context.fill();
    }
  }
}

function traceCells(view: View, { quads, count }: Cells, isWanted: (cell: number) => boolean): void {
  const { context } = view;
  context.beginPath();
  for (let c = 0; c < count; c += 1) {
    const at = 8 * c;
    if (!isWanted(c) || !view.sees(quads[at], quads[at + 5], quads[at + 4], quads[at + 1])) continue;
    context.moveTo(view.x(quads[at]), view.y(quads[at + 1]));
    // Filling closes each cell by itself; to close thousands of them in one path takes a browser a fifth of a second.
    for (let k = 2; k < 8; k += 2) context.lineTo(view.x(quads[at + k]), view.y(quads[at + k + 1]));
  }
}

function paintWhiteSpots(view: View, spots: Spot[], layers: Layers, hatch: CanvasPattern): void {
  const { context } = view;
  context.beginPath();
  for (const { outline, box } of spots) {
    if (!box || !view.sees(...box)) continue;
    for (let i = 0; i < outline.length; i += 4) {
      context.moveTo(view.x(outline[i]), view.y(outline[i + 1]));
      context.lineTo(view.x(outline[i + 2]), view.y(outline[i + 3]));
    }
  }
  Object.assign(context, { lineCap: "square", lineJoin: "round", strokeStyle: "#fff", lineWidth: 4 });
  context.stroke();
  Object.assign(context, { strokeStyle: COLOURS.too_far, lineWidth: 2 });
  context.stroke();
  if (!layers.too_far) fillSpots(view, spots, hatch);
}

/** Hatches the spots where their cells are not drawn; sides alone enclose no area, so lines between them are filled. */
function fillSpots(view: View, spots: Spot[], hatch: CanvasPattern): void {
  view.context.fillStyle = hatch;
  for (const { outline, box } of spots) {
    if (!box || !view.sees(...box)) continue;
    view.context.beginPath();
    for (const ring of ringsOf(outline)) {
      ring.forEach(([x, y], i) => (i ? view.context.lineTo(view.x(x), view.y(y)) : view.context.moveTo(view.x(x), view.y(y))));
      view.context.closePath();
    }
    view.context.fill("evenodd");
  }
}

/** Closed rings from sides that each begin where some other ends, in whatever order they come. */
export function ringsOf(outline: ArrayLike<number>): [x: number, y: number][][] {
  const from = new Map<string, number[]>();
  for (let i = 0; i < outline.length; i += 4) {
    const key = `${outline[i]},${outline[i + 1]}`;
    const starts = from.get(key);
    if (starts) starts.push(i);
    else from.set(key, [i]);
  }
  const rings: [number, number][][] = [];
  const isUsed = new Uint8Array(outline.length / 4);
  for (let start = 0; start < outline.length; start += 4) {
    const ring: [number, number][] = [];
    for (let i: number | undefined = start; i !== undefined && !isUsed[i / 4]; ) {
      isUsed[i / 4] = 1;
      ring.push([outline[i], outline[i + 1]]);
      i = from.get(`${outline[i + 2]},${outline[i + 3]}`)?.find((next) => !isUsed[next / 4]);
    }
    if (ring.length > 2) rings.push(ring);
  }
  return rings;
}

function paintBands(view: View, model: Model, choice: BandChoice): void {
  if (choice.costs) paintCosts(view, model.cells, choice);
  else paintOutlines(view, model.shapes.bands, choice);
}

function paintCosts(view: View, cells: Cells, choice: BandChoice): void {
  const { steps } = choice.costs!;
  const band = Int8Array.from(steps, (step) => (step >= FIRST_UNTOLD ? -1 : bandOf(step, choice)));
  view.context.globalAlpha = 0.85;
  choice.edges.forEach((_, rank) => {
    traceCells(view, cells, (c) => band[c] === rank);
    view.context.fillStyle = bandColour(rank, choice.edges.length);
    view.context.fill();
  });
  view.context.globalAlpha = 1;
}

function paintOutlines(view: View, shapes: Shapes, { bands }: BandChoice): void {
  view.context.globalAlpha = 0.55;
  bands.forEach((band, i) => {
    // A wider band is drawn without the narrower ones inside it, so that colours do not add up.
    const inner = bands[i + 1];
    view.trace(shapes, band.index, band.index + 1);
    if (inner) appendPath(view, shapes, inner.index);
    view.context.fillStyle = bandColour(bands.length - 1 - i, bands.length);
    view.context.fill("evenodd");
  });
  view.context.globalAlpha = 1;
  bands.forEach((band, i) => {
    const strokeStyle = bandColour(Math.max(0, bands.length - 2 - i), bands.length);
    view.stroke(shapes, { strokeStyle, lineWidth: 1 }, band.index, band.index + 1);
  });
}

function appendPath(view: View, shapes: Shapes, feature: number): void {
  const { context } = view;
  for (let p = shapes.featurePtr[feature]; p < shapes.featurePtr[feature + 1]; p += 1) {
    const first = shapes.partPtr[p];
    context.moveTo(view.x(shapes.x[first]), view.y(shapes.y[first]));
    for (let i = first + 1; i < shapes.partPtr[p + 1]; i += 1) context.lineTo(view.x(shapes.x[i]), view.y(shapes.y[i]));
  }
}
