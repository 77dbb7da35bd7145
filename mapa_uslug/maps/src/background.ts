// The map's own background: land cover under the figures, roads and boundaries over them, names on top.
import type { View } from "./canvas";
import type { Gmina, LatLng } from "./data";
import { tame } from "./dom";
import type { Frame } from "./frame";
import type { Model } from "./model";
import type { Layers } from "./store";
import type { Shapes } from "./unpack";

// Shades are apart in grey print too: paper 243, built-up land 229, forest 213, water 185 of 255; casings are darker than all.
interface RoadStyle {
  /** Zoom at which a rank appears. */
  from: number;
  width: number;
  line: string;
  casing?: string;
  dash?: number[];
}

/** By rank, see `ROAD_RANKS` in background.py. */
const ROADS: RoadStyle[] = [
  { from: 6, width: 3.4, line: "#d9a066", casing: "#a9713a" },
  { from: 8, width: 2.8, line: "#f1cf8e", casing: "#a8834a" },
  { from: 9, width: 2.2, line: "#fdf3d3", casing: "#a3966f" },
  { from: 10.5, width: 1.7, line: "#ffffff", casing: "#9c978b" },
  { from: 11.5, width: 1, line: "#ffffff", casing: "#aca79b" },
  { from: 13.5, width: 0.8, line: "#b3ab9b" },
  { from: 13.5, width: 0.6, line: "#8a8271", dash: [5, 3] },
];
const MAX_NAME = 40;
/** Closer in, the gmina has given way to its villages. */
const GMINA_NAMES_TO = 12;
const BUILDINGS_FROM = 15;
const BUILTUP = "#ebe4da";
const FOREST = "#c9dcb9";
const WATER = "#98c0da";
const SHORE = "#6a9cbd";

export function paintGround(view: View, { shapes }: Model): void {
  view.fill(shapes.builtup, BUILTUP);
  view.fill(shapes.forest, FOREST);
  view.fill(shapes.water, WATER);
  view.stroke(shapes.water, { strokeStyle: SHORE, lineWidth: 0.6 });
  view.stroke(shapes.waterway, { strokeStyle: WATER, lineWidth: widthAt(view, 1.6) });
}

/** See-through, so that the states under them stay what is seen. */
function paintBuildings(view: View, { shapes }: Model): void {
  if (view.zoom < BUILDINGS_FROM) return;
  view.fill(shapes.buildings, "rgba(84,72,58,0.3)");
  view.stroke(shapes.buildings, { strokeStyle: "rgba(64,54,42,0.7)", lineWidth: 0.6 });
}

/** What lies over the states, which would hide it: buildings, roads, railways. */
export function paintRoads(view: View, model: Model): void {
  const { shapes } = model;
  paintBuildings(view, model);
  ROADS.forEach((road, rank) => {
    if (view.zoom < road.from || !road.casing) return;
    const lineWidth = widthAt(view, road.width) + 1.4;
    view.stroke(shapes.roads, { strokeStyle: road.casing, lineWidth }, rank, rank + 1);
  });
  for (let rank = ROADS.length - 1; rank >= 0; rank -= 1) {
    const road = ROADS[rank];
    if (view.zoom < road.from) continue;
    const style = { strokeStyle: road.line, lineWidth: widthAt(view, road.width), dash: road.dash };
    view.stroke(shapes.roads, style, rank, rank + 1);
  }
  const width = widthAt(view, 1.3);
  view.stroke(shapes.rail, { strokeStyle: "#5d5d66", lineWidth: width });
  view.stroke(shapes.rail, { strokeStyle: "#ffffff", lineWidth: width * 0.45, dash: [6, 6] });
}

/** Boundaries of gminas; what lies outside the area analysed is veiled. */
export function paintBoundaries(view: View, { shapes, data }: Model, layers: Layers): void {
  veilSurroundings(view, shapes.gminas, data.gminas);
  if (layers.gminas) {
    view.stroke(shapes.gminas, { strokeStyle: "rgba(255,255,255,0.75)", lineWidth: widthAt(view, 3) });
    view.stroke(shapes.gminas, { strokeStyle: "#4b3f72", lineWidth: Math.max(1, widthAt(view, 1.4)), dash: [7, 3, 2, 3] });
  }
  if (layers.extent) view.stroke(shapes.extent, { strokeStyle: "#1b2a41", lineWidth: 2, dash: [2, 4] });
}

function veilSurroundings(view: View, shapes: Shapes, gminas: Gmina[]): void {
  const { context, bounds } = view;
  const size = bounds.getSize();
  const veil = document.createElement("canvas");
  const ratio = context.getTransform().a;
  veil.width = size.x * ratio;
  veil.height = size.y * ratio;
  const brush = veil.getContext("2d")!;
  brush.setTransform(context.getTransform());
  brush.fillStyle = "rgba(244,243,239,0.62)";
  brush.fillRect(bounds.min.x, bounds.min.y, size.x, size.y);
  brush.globalCompositeOperation = "destination-out";
  const own: View = Object.assign(Object.create(Object.getPrototypeOf(view)), view, { context: brush });
  gminas.forEach((gmina, g) => {
    if (gmina.is_area) own.fill(shapes, "#000", g, g + 1);
  });
  context.drawImage(veil, bounds.min.x, bounds.min.y, size.x, size.y);
}

const NAME_STYLES = [
  { from: 6, font: "700 15px" },
  { from: 8, font: "700 14px" },
  { from: 11, font: "600 12.5px" },
  { from: 12.5, font: "500 12px" },
  { from: 13.5, font: "400 11.5px" },
];
type Box = [west: number, north: number, east: number, south: number];

interface NameLook {
  font: string;
  colour: string;
  spacing?: string;
}

const FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

/** Names of gminas and places, the larger first, none over another. */
export function paintNames(view: View, { data }: Model, frame: Frame): void {
  const taken: Box[] = [];
  const gminaNames = new Set<string>();
  if (view.zoom < GMINA_NAMES_TO) {
    for (const gmina of data.gminas.filter((g) => g.is_area)) {
      gminaNames.add(gmina.name);
      writeName(view, frame, taken, gmina.name.toLocaleUpperCase(data.language), gmina.at, {
        font: `600 11px ${FAMILY}`,
        colour: "#4b3f72",
        spacing: "1.5px",
      });
    }
  }
  for (const [name, rank, lon, lat] of data.place_names) {
    const style = NAME_STYLES[rank];
    if (view.zoom < style.from || gminaNames.has(name)) continue;
    writeName(view, frame, taken, name, [lat, lon], { font: `${style.font} ${FAMILY}`, colour: "#2c2a26" });
  }
}

function writeName(
  view: View,
  frame: Frame,
  taken: Box[],
  fullName: string,
  [lat, lng]: LatLng,
  { font, colour, spacing = "0px" }: NameLook,
): void {
  const { context } = view;
  const name = tame(fullName, MAX_NAME);
  const [x, y] = frame.steps({ lat, lng }).map((step, axis) => (axis ? view.y(step) : view.x(step)));
  context.font = font;
  context.letterSpacing = spacing;
  const width = context.measureText(name).width;
  const box: Box = [x - width / 2 - 4, y - 9, x + width / 2 + 4, y + 9];
  if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return;
  taken.push(box);
  Object.assign(context, { textAlign: "center", textBaseline: "middle", lineJoin: "round" });
  context.strokeStyle = "rgba(255,255,255,0.9)";
  context.lineWidth = 3.5;
  context.strokeText(name, x, y);
  context.fillStyle = colour;
  context.fillText(name, x, y);
}

/** Lines grow with the scale, more slowly than the land does. */
function widthAt(view: View, width: number): number {
  return width * Math.min(4, Math.max(0.55, 1.28 ** (view.zoom - 12)));
}
