// Canvases that move with the map and are painted anew after it has moved.

/** Makes a Leaflet layer whose canvas `paint(view)` fills; `view` speaks layer pixels. */
export function makeCanvasLayer(frame, pane, paint) {
  const Layer = L.Renderer.extend({
    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
    },
    _destroyContainer() {
      this._container.remove();
      delete this._container;
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      this.repaint();
    },
    repaint() {
      if (!this._container || !this._bounds) return;
      const size = this._bounds.getSize();
      const ratio = window.devicePixelRatio || 1;
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = size.x * ratio;
      this._container.height = size.y * ratio;
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      const context = this._container.getContext("2d");
      context.setTransform(ratio, 0, 0, ratio, -this._bounds.min.x * ratio, -this._bounds.min.y * ratio);
      paint(new View(context, this._map, frame, this._bounds));
    },
  });
  return new Layer({ pane, padding: 0.25 });
}

/** What a painter needs: the context in layer pixels, and shapes drawn into it. */
class View {
  constructor(context, map, frame, bounds) {
    this.context = context;
    this.map = map;
    this.zoom = map.getZoom();
    this.pixels = frame.toPixels(map);
    const { scale, offsetX, offsetY } = this.pixels;
    this.window = [
      (bounds.min.x - offsetX) / scale,
      (bounds.min.y - offsetY) / scale,
      (bounds.max.x - offsetX) / scale,
      (bounds.max.y - offsetY) / scale,
    ];
    this.bounds = bounds;
  }

  x(step) {
    return step * this.pixels.scale + this.pixels.offsetX;
  }

  y(step) {
    return step * this.pixels.scale + this.pixels.offsetY;
  }

  sees(west, north, east, south) {
    const [w, n, e, s] = this.window;
    return west <= e && east >= w && north <= s && south >= n;
  }

  /** Adds features to the current path; parts out of sight are left out unless `whole`. */
  trace(shapes, first = 0, last = shapes.count) {
    const { context } = this;
    const { scale, offsetX, offsetY } = this.pixels;
    const { x, y, partPtr, boxes } = shapes;
    context.beginPath();
    for (let p = shapes.featurePtr[first]; p < shapes.featurePtr[last]; p += 1) {
      if (!this.sees(boxes[4 * p], boxes[4 * p + 1], boxes[4 * p + 2], boxes[4 * p + 3])) continue;
      context.moveTo(x[partPtr[p]] * scale + offsetX, y[partPtr[p]] * scale + offsetY);
      for (let i = partPtr[p] + 1; i < partPtr[p + 1]; i += 1) {
        context.lineTo(x[i] * scale + offsetX, y[i] * scale + offsetY);
      }
    }
  }

  stroke(shapes, style, first, last) {
    this.trace(shapes, first, last);
    Object.assign(this.context, { lineJoin: "round", lineCap: "butt", ...style });
    this.context.setLineDash(style.dash ?? []);
    this.context.stroke();
    this.context.setLineDash([]);
  }

  fill(shapes, fillStyle, first, last) {
    this.trace(shapes, first, last);
    this.context.fillStyle = fillStyle;
    this.context.fill("nonzero");
  }
}
