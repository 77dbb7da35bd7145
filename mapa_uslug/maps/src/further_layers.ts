// Further layers: drawn, clicked and shown as the data say, whatever they are about.
import type { View } from "./canvas";
import type { FurtherLayer } from "./data";
import { tame } from "./dom";
import { makeIcon, SignLayer, type Sign } from "./markers";
import type { Actions, FurtherName, State } from "./store";
import { Shapes, type Arrays } from "./unpack";

/** Colour and dashes by the layer's number: told apart in grey print by their dashes. */
const LOOKS = [
  { colour: "#7a3b00", dash: [] },
  { colour: "#0f5c2e", dash: [9, 5] },
  { colour: "#5a189a", dash: [2, 5] },
  { colour: "#3a4a5c", dash: [12, 4, 2, 4] },
  { colour: "#1f3fae", dash: [5, 3] },
  { colour: "#6a5d00", dash: [14, 6] },
  { colour: "#7d1128", dash: [3, 3] },
  { colour: "#0a5560", dash: [8, 3, 2, 3, 2, 3] },
];
/** Triangles by the number of the layer of points: no area of the services has that shape. */
const POINTS = [
  { path: "M11 2l9.5 17h-19z", isHollow: false },
  { path: "M11 20l9.5-17h-19z", isHollow: false },
  { path: "M11 2l9.5 17h-19z", isHollow: true },
  { path: "M11 20l9.5-17h-19z", isHollow: true },
];
const LINE_WIDTH = 3.5;
/** Pixels beside a line within which a click is meant for it. */
const REACH_PX = 8;
const POINT_SIZE = 22;
const ORDER = 800;
const SVG = "http://www.w3.org/2000/svg";

export interface Look {
  colour: string;
  dash: number[];
}

export function nameOf(layer: FurtherLayer): FurtherName {
  return `layer.${layer.key}`;
}

export class FurtherLayers {
  readonly layers: FurtherLayer[];
  private readonly shapes = new Map<string, Shapes>();
  private readonly signs: SignLayer;

  constructor(
    map: L.Map,
    layers: FurtherLayer[] | undefined,
    arrays: Arrays,
    private readonly actions: Pick<Actions, "openFeature">,
  ) {
    this.layers = layers ?? [];
    for (const layer of this.layers) {
      if (layer.kind !== "point") this.shapes.set(layer.key, new Shapes(arrays, nameOf(layer)));
    }
    this.signs = new SignLayer(map);
  }

  static lookOf(number: number): Look {
    return LOOKS[number % LOOKS.length];
  }

  /** The sign of a layer of points, told from that of the others by its shape too. */
  static signOf(layers: readonly FurtherLayer[], number: number): SVGSVGElement {
    const before = layers.slice(0, number).filter((layer) => layer.kind === "point").length;
    return makePoint(FurtherLayers.lookOf(number).colour, POINTS[before % POINTS.length]);
  }

  show(state: State): void {
    const points = this.layers.filter((layer) => layer.kind === "point" && state.layers[nameOf(layer)]);
    this.signs.show(points.flatMap((layer) => layer.features.map((_, index) => this.pointSign(layer, index))));
  }

  paint(view: View, state: State): void {
    this.layers.forEach((layer, number) => {
      const shapes = this.shapes.get(layer.key);
      if (!shapes || !state.layers[nameOf(layer)]) return;
      const { colour, dash } = FurtherLayers.lookOf(number);
      if (layer.kind === "area") {
        view.context.globalAlpha = 0.18;
        view.fill(shapes, colour);
        view.context.globalAlpha = 1;
      }
      view.stroke(shapes, { strokeStyle: "#fff", lineWidth: LINE_WIDTH + 2.5 });
      view.stroke(shapes, { strokeStyle: colour, lineWidth: LINE_WIDTH, dash });
    });
  }

  /** The feature at a point in steps, of the layers shown; the last drawn first. */
  at(state: State, x: number, y: number, scale: number): { layer: string; index: number } | null {
    for (const layer of [...this.layers].reverse()) {
      const shapes = this.shapes.get(layer.key);
      if (!shapes || !state.layers[nameOf(layer)]) continue;
      for (let index = 0; index < shapes.count; index += 1) {
        const isHit = layer.kind === "area" ? shapes.contains(index, x, y) : distanceTo(shapes, index, x, y) * scale <= REACH_PX;
        if (isHit) return { layer: layer.key, index };
      }
    }
    return null;
  }

  private pointSign(layer: FurtherLayer, index: number): Sign {
    const { title, at } = layer.features[index];
    const name = `${tame(layer.title, 80)}: ${tame(title, 120)}`;
    const sign = FurtherLayers.signOf(this.layers, this.layers.indexOf(layer));
    return {
      key: `${layer.key}|${index}`, at, name, order: ORDER, icon: makeIcon("further-point", sign, POINT_SIZE),
      act: () => this.actions.openFeature(layer.key, index),
    };
  }
}

function makePoint(colour: string, { path: outline, isHollow }: (typeof POINTS)[number]): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 22 22");
  svg.setAttribute("width", String(POINT_SIZE));
  svg.setAttribute("height", String(POINT_SIZE));
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", outline);
  path.setAttribute("fill", isHollow ? "#fff" : colour);
  path.setAttribute("stroke", isHollow ? colour : "#fff");
  path.setAttribute("stroke-width", isHollow ? "3" : "2");
  svg.append(path);
  return svg;
}

/** Distance from a point to the nearest line of a feature, in steps. */
export function distanceTo(shapes: Shapes, feature: number, x: number, y: number): number {
  let least = Infinity;
  for (let p = shapes.featurePtr[feature]; p < shapes.featurePtr[feature + 1]; p += 1) {
    for (let i = shapes.partPtr[p]; i + 1 < shapes.partPtr[p + 1]; i += 1) {
      least = Math.min(least, toSegment(x, y, shapes.x[i], shapes.y[i], shapes.x[i + 1], shapes.y[i + 1]));
    }
  }
  return least;
}

function toSegment(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const t = length ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}
