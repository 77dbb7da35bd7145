// Cells by state, white spots and travel time bands.
import type { View } from "./canvas";
import type { Service } from "./data";
import { bandColour, COLOURS, makePattern } from "./look";
import { CANNOT_TELL, FULL, SERVED, STATES, TOO_FAR, type Band, type Cells, type Model } from "./model";
import type { Layers, State } from "./page_state";
import type { NumberedAnswer } from "./stored";
import type { PackedArray, Shapes } from "./unpack";

const STATE_BITS = 3;

export function paintCoverage(view: View, model: Model, state: State): void {
  const answer = model.stored.answer(state.question);
  if (!answer) return;
  const hatch = makePattern(view.context, "hatch");
  if (state.layers.bands) paintBands(view, model, state);
  paintCells(view, model, answer, state.layers, hatch);
  if (state.layers.white_spots) paintWhiteSpots(view, model, state, hatch);
}

function paintCells(view: View, model: Model, answer: NumberedAnswer, layers: Layers, hatch: CanvasPattern): void {
  const states = model.stored.statesOf(answer);
  const looks: [state: number, colour: string, pattern: CanvasPattern | null][] = [
    [SERVED, layers.bands ? "rgba(11,122,117,0.12)" : "rgba(11,122,117,0.42)", null],
    [FULL, COLOURS.full, null],
    [TOO_FAR, "rgba(194,24,122,0.16)", hatch],
    [CANNOT_TELL, "rgba(225,227,231,0.75)", makePattern(view.context, "dots")],
  ];
  for (const [state, colour, pattern] of looks) {
    if (!layers[STATES[state]]) continue;
    traceCells(view, model.cells, states, state);
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

function traceCells(view: View, cells: Cells, states: PackedArray, state: number): void {
  const { context } = view;
  const { quads } = cells;
  context.beginPath();
  for (let c = 0; c < cells.count; c += 1) {
    const at = 8 * c;
    if ((states[c] & STATE_BITS) !== state) continue;
    if (!view.sees(quads[at], quads[at + 5], quads[at + 4], quads[at + 1])) continue;
    context.moveTo(view.x(quads[at]), view.y(quads[at + 1]));
    for (let k = 2; k < 8; k += 2) context.lineTo(view.x(quads[at + k]), view.y(quads[at + k + 1]));
    context.closePath();
  }
}

function paintWhiteSpots(view: View, model: Model, state: State, hatch: CanvasPattern): void {
  for (const spot of model.stored.whiteSpotsOf(state.question)) {
    const shapes = model.shapes.white_spots;
    if (!state.layers.too_far) view.fill(shapes, hatch, spot.index, spot.index + 1);
    view.stroke(shapes, { strokeStyle: "#fff", lineWidth: 4 }, spot.index, spot.index + 1);
    view.stroke(shapes, { strokeStyle: COLOURS.too_far, lineWidth: 2 }, spot.index, spot.index + 1);
  }
}

function paintBands(view: View, model: Model, state: State): void {
  const bands = currentBands(model, state).bands;
  const { shapes } = model;
  view.context.globalAlpha = 0.55;
  bands.forEach((band, i) => {
    // A wider band is drawn without the narrower ones inside it, so that colours do not add up.
    const inner = bands[i + 1];
    view.trace(shapes.bands, band.index, band.index + 1);
    if (inner) appendReversed(view, shapes.bands, inner.index);
    view.context.fillStyle = bandColour(bands.length - 1 - i, bands.length);
    view.context.fill("evenodd");
  });
  view.context.globalAlpha = 1;
  bands.forEach((band, i) => {
    const strokeStyle = bandColour(Math.max(0, bands.length - 2 - i), bands.length);
    view.stroke(shapes.bands, { strokeStyle, lineWidth: 1 }, band.index, band.index + 1);
  });
}

function appendReversed(view: View, shapes: Shapes, feature: number): void {
  const { context } = view;
  for (let p = shapes.featurePtr[feature]; p < shapes.featurePtr[feature + 1]; p += 1) {
    const first = shapes.partPtr[p];
    context.moveTo(view.x(shapes.x[first]), view.y(shapes.y[first]));
    for (let i = first + 1; i < shapes.partPtr[p + 1]; i += 1) context.lineTo(view.x(shapes.x[i]), view.y(shapes.y[i]));
  }
}

export interface BandChoice {
  bands: Band[];
  mode: string;
  place: Service | null;
}

/** Bands of the place chosen, else of the whole type, by the question's mode (or the first that has any). */
export function currentBands(model: Model, state: State): BandChoice {
  const { type } = state.question;
  const place = state.place === null ? null : model.data.services[state.place];
  const id = place ? place.service_id : type;
  const ofType = place ? place.service_type : type;
  const modes = [state.question.mode, ...model.stored.modesOf(ofType)].filter((mode) => mode !== "all");
  for (const mode of modes) {
    const bands = model.bandsOf(id, ofType, mode);
    if (bands.length) return { bands, mode, place };
  }
  return { bands: [], mode: modes[0], place };
}
