// Canvases that move with the map and are painted anew after it has moved.
import type { Frame, Pixels } from "./frame";
import type { Shapes } from "./unpack";

/** Part of the map's size that is painted beyond its rim, so that a nudge shows no gap. */
const PADDING = 0.25;

/** How a line is drawn. */
export interface LineStyle {
  strokeStyle: string;
  lineWidth: number;
  dash?: number[];
}

export interface CanvasLayer extends L.Renderer {
  repaint(): void;
}

/** What Leaflet's renderers keep and do inside; its types do not tell of it. */
interface RendererInside {
  options: L.RendererOptions;
  _map: L.Map & { _animatingZoom?: boolean };
  _bounds?: L.Bounds & { min: L.Point; max: L.Point };
  _container?: HTMLCanvasElement;
  _update(): void;
}

let printed: number | null = null;

/** Dots for each pixel on paper, where no part beyond the rim is needed either; null for those of the screen. */
export function setResolution(ratio: number | null): void {
  printed = ratio;
}

/** Dots for each pixel. */
export function resolution(): number {
  return printed ?? (window.devicePixelRatio || 1);
}

/** Makes a Leaflet layer whose canvas `paint(view)` fills; `view` speaks layer pixels. */
export function makeCanvasLayer(frame: Frame, pane: string, paint: (view: View) => void): CanvasLayer {
  // The type of what `extend` returns knows neither the methods added here nor the options that Leaflet hands on.
  const Layer = L.Renderer.extend({
    _initContainer(this: RendererInside) {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
    },
    _destroyContainer(this: RendererInside) {
      this._container!.remove();
      delete this._container;
    },
    _update(this: RendererInside & CanvasLayer) {
      if (this._map._animatingZoom && this._bounds) return;
      this.options.padding = printed ? 0 : PADDING;
      (L.Renderer.prototype as unknown as RendererInside)._update.call(this);
      this.repaint();
    },
    repaint(this: RendererInside) {
      if (!this._container || !this._bounds) return;
      const size = this._bounds.getSize();
      // Large letters may leave the map no room at all.
      if (!size.x || !size.y) return;
      const ratio = resolution();
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = size.x * ratio;
      this._container.height = size.y * ratio;
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      const context = this._container.getContext("2d")!;
      context.setTransform(ratio, 0, 0, ratio, -this._bounds.min.x * ratio, -this._bounds.min.y * ratio);
      paint(new View(context, this._map, frame, this._bounds));
    },
  }) as unknown as new (options: L.RendererOptions) => CanvasLayer;
  return new Layer({ pane, padding: PADDING });
}

/** What a painter needs: the context in layer pixels, and shapes drawn into it. */
export class View {
  readonly zoom: number;
  /** The part of the frame in sight: west, north, east, south in steps. */
  private readonly window: [number, number, number, number];
  private readonly pixels: Pixels;

  constructor(
    readonly context: CanvasRenderingContext2D,
    readonly map: L.Map,
    frame: Frame,
    readonly bounds: L.Bounds & { min: L.Point; max: L.Point },
  ) {
    this.zoom = map.getZoom();
    this.pixels = frame.toPixels(map);
    const { scale, offsetX, offsetY } = this.pixels;
    this.window = [
      (bounds.min.x - offsetX) / scale,
      (bounds.min.y - offsetY) / scale,
      (bounds.max.x - offsetX) / scale,
      (bounds.max.y - offsetY) / scale,
    ];
  }

  x(step: number): number {
    return step * this.pixels.scale + this.pixels.offsetX;
  }

  y(step: number): number {
    return step * this.pixels.scale + this.pixels.offsetY;
  }

  sees(west: number, north: number, east: number, south: number): boolean {
    const [w, n, e, s] = this.window;
    return west <= e && east >= w && north <= s && south >= n;
  }

  /** Adds features to the current path; parts out of sight, and what a pixel cannot tell apart, are left out. */
  trace(shapes: Shapes, first = 0, last = shapes.count): void {
    const { context } = this;
    const { scale, offsetX, offsetY } = this.pixels;
    const { x, y, partPtr, boxes } = shapes;
    const pixel = 1 / scale;
    context.beginPath();
    for (let p = shapes.featurePtr[first]; p < shapes.featurePtr[last]; p += 1) {
      const [west, north, east, south] = [boxes[4 * p], boxes[4 * p + 1], boxes[4 * p + 2], boxes[4 * p + 3]];
      if (!this.sees(west, north, east, south) || (east - west < pixel && south - north < pixel)) continue;
      const end = partPtr[p + 1] - 1;
      let [atX, atY] = [x[partPtr[p]], y[partPtr[p]]];
      context.moveTo(atX * scale + offsetX, atY * scale + offsetY);
      for (let i = partPtr[p] + 1; i <= end; i += 1) {
        if (i < end && Math.abs(x[i] - atX) < pixel && Math.abs(y[i] - atY) < pixel) continue;
        [atX, atY] = [x[i], y[i]];
        context.lineTo(atX * scale + offsetX, atY * scale + offsetY);
      }
    }
  }

  stroke(shapes: Shapes, style: LineStyle, first?: number, last?: number): void {
    this.trace(shapes, first, last);
    Object.assign(this.context, { lineJoin: "round", lineCap: "butt", ...style });
    this.context.setLineDash(style.dash ?? []);
    this.context.stroke();
    this.context.setLineDash([]);
  }

  fill(shapes: Shapes, fillStyle: string | CanvasPattern, first?: number, last?: number): void {
    this.trace(shapes, first, last);
    this.context.fillStyle = fillStyle;
    this.context.fill("nonzero");
  }
}
