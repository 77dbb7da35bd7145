// Differences on the maps: a colour and a pattern for each class, the rest of the figures paler beneath.
import type { View } from "../canvas";
import type { Cells } from "../model";
import { outlineOf } from "../whatif/spots";
import { CLASSES, type DifferenceClass } from "./difference";

type Drawing = (brush: CanvasRenderingContext2D) => void;

interface Look {
  ground: string;
  ink: string;
  draw: Drawing;
}

const TILE = 10;
const VEIL = "rgba(255,255,255,0.5)";
/** Pixels: on smaller cells patterns and lines are finer. */
const SMALL_CELL = 12;

const LOOKS: Record<DifferenceClass, Look> = {
  first: { ground: "#fbe3c8", ink: "#8f4300", draw: (brush) => line(brush, [0, 2.5, TILE, 2.5], [0, 7.5, TILE, 7.5]) },
  second: { ground: "#d6e4f8", ink: "#1d4f9f", draw: (brush) => line(brush, [2.5, 0, 2.5, TILE], [7.5, 0, 7.5, TILE]) },
  unknown_first: { ground: "#ececec", ink: "#2b2f36", draw: (brush) => ring(brush, 5, 5) },
  unknown_second: { ground: "#ececec", ink: "#2b2f36", draw: (brush) => line(brush, [3, 3, 7, 7], [7, 3, 3, 7]) },
};

function line(brush: CanvasRenderingContext2D, ...lines: [number, number, number, number][]): void {
  brush.beginPath();
  for (const [x1, y1, x2, y2] of lines) {
    brush.moveTo(x1, y1);
    brush.lineTo(x2, y2);
  }
  brush.stroke();
}

function ring(brush: CanvasRenderingContext2D, x: number, y: number): void {
  brush.beginPath();
  brush.arc(x, y, 2.2, 0, 2 * Math.PI);
  brush.stroke();
}

/** The look of a class as a canvas pattern that stays sharp on fine screens. */
function patternOf(context: CanvasRenderingContext2D, name: DifferenceClass, size: number): CanvasPattern {
  const ratio = Math.max(1, Math.round(window.devicePixelRatio || 1));
  const tile = document.createElement("canvas");
  tile.width = TILE * ratio;
  tile.height = TILE * ratio;
  const brush = tile.getContext("2d")!;
  brush.scale(ratio, ratio);
  const { ground, ink, draw } = LOOKS[name];
  brush.fillStyle = ground;
  brush.fillRect(0, 0, TILE, TILE);
  brush.strokeStyle = ink;
  brush.lineWidth = 1.4;
  draw(brush);
  const pattern = context.createPattern(tile, "repeat")!;
  pattern.setTransform(new DOMMatrix().scale(size / ratio));
  return pattern;
}

/** @param classes Of every cell of the map. */
export function paintDifferences(view: View, cells: Cells, classes: Uint8Array): void {
  const { context, bounds } = view;
  // Where nothing differs, nothing has to stand back.
  if (!classes.some((number) => number < CLASSES.length)) return;
  const size = bounds.getSize();
  context.fillStyle = VEIL;
  context.fillRect(bounds.min.x, bounds.min.y, size.x, size.y);
  const isSmall = Math.abs(view.x(cells.quads[4]) - view.x(cells.quads[0])) < SMALL_CELL;
  CLASSES.forEach((name, number) => {
    const members = [...classes.keys()].filter((cell) => classes[cell] === number);
    if (!members.length) return;
    traceCells(view, cells, members);
    context.fillStyle = patternOf(context, name, isSmall ? 0.5 : 1);
    context.fill();
    strokeOutline(view, outlineOf(members, { col: cells.col, row: cells.row, quads: cells.quads }), LOOKS[name].ink, isSmall);
  });
}

function traceCells(view: View, { quads }: Cells, members: number[]): void {
  const { context } = view;
  context.beginPath();
  for (const cell of members) {
    const at = 8 * cell;
    if (!view.sees(quads[at], quads[at + 5], quads[at + 4], quads[at + 1])) continue;
    context.moveTo(view.x(quads[at]), view.y(quads[at + 1]));
    for (let k = 2; k < 8; k += 2) context.lineTo(view.x(quads[at + k]), view.y(quads[at + k + 1]));
    context.closePath();
  }
}

function strokeOutline(view: View, outline: ArrayLike<number>, strokeStyle: string, isFine: boolean): void {
  const { context } = view;
  context.beginPath();
  for (let i = 0; i < outline.length; i += 4) {
    context.moveTo(view.x(outline[i]), view.y(outline[i + 1]));
    context.lineTo(view.x(outline[i + 2]), view.y(outline[i + 3]));
  }
  Object.assign(context, { lineCap: "square", lineJoin: "round", strokeStyle: "#fff", lineWidth: isFine ? 2.4 : 3.5 });
  context.stroke();
  Object.assign(context, { strokeStyle, lineWidth: isFine ? 1.1 : 1.8 });
  context.stroke();
}

/** The same colour and pattern for the key. */
export function differenceSwatch(name: DifferenceClass): HTMLCanvasElement {
  const swatch = document.createElement("canvas");
  [swatch.width, swatch.height] = [44, 28];
  swatch.className = "swatch difference-swatch";
  swatch.setAttribute("aria-hidden", "true");
  const context = swatch.getContext("2d")!;
  context.scale(2, 2);
  const { ground, ink, draw } = LOOKS[name];
  context.fillStyle = ground;
  context.fillRect(0, 0, 22, 14);
  context.strokeStyle = ink;
  context.lineWidth = 1.4;
  for (const [x, y] of [[0, 0], [TILE, 0], [2 * TILE, 0], [0, TILE], [TILE, TILE], [2 * TILE, TILE]]) {
    context.save();
    context.translate(x, y);
    draw(context);
    context.restore();
  }
  return swatch;
}
