// Between the frame's steps, degrees and pixels.

import type { Bounds, FrameNumbers, LatLng } from "./data";

const STEPS = 65535;

/** From steps to layer pixels: `scale * step + offset`. */
export interface Pixels {
  scale: number;
  offsetX: number;
  offsetY: number;
}

/** West, north, east and south in steps. */
export type StepBox = [west: number, north: number, east: number, south: number];

export class Frame {
  private readonly x0: number;
  private readonly y0: number;
  private readonly side: number;

  constructor([x0, y0, side]: FrameNumbers) {
    this.x0 = x0;
    this.y0 = y0;
    this.side = side;
  }

  /** Steps of a place in degrees. */
  steps(latlng: { lat: number; lng: number }): [x: number, y: number] {
    const sine = Math.sin((latlng.lat * Math.PI) / 180);
    const x = latlng.lng / 360 + 0.5;
    const y = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    return [((x - this.x0) / this.side) * STEPS, ((y - this.y0) / this.side) * STEPS];
  }

  latLng(x: number, y: number): LatLng {
    const worldX = this.x0 + (x / STEPS) * this.side;
    const worldY = this.y0 + (y / STEPS) * this.side;
    return [(Math.atan(Math.sinh(Math.PI * (1 - 2 * worldY))) * 180) / Math.PI, (worldX - 0.5) * 360];
  }

  /** Layer pixel of a step: `scale * step + offset`, at the map's zoom. */
  toPixels(map: L.Map): Pixels {
    const world = 256 * 2 ** map.getZoom();
    const origin = map.getPixelOrigin();
    return {
      scale: (this.side * world) / STEPS,
      offsetX: this.x0 * world - origin.x,
      offsetY: this.y0 * world - origin.y,
    };
  }

  bounds([west, north, east, south]: StepBox): Bounds {
    return [this.latLng(west, south), this.latLng(east, north)];
  }
}
