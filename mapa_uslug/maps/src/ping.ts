// A ring that marks for a while where something lies that was searched for.
import type { LatLng } from "./data";
import { make } from "./dom";
import { makeIcon } from "./markers";

const SHOWN_MS = 8000;

export class Ping {
  private marker: L.Marker | null = null;
  private timer = 0;

  constructor(private readonly map: L.Map) {}

  show(at: LatLng, name: string): void {
    this.clear();
    const label = make("span", {}, name);
    this.marker = L.marker(at, { icon: makeIcon("ping", label, null), interactive: false, keyboard: false, zIndexOffset: 3000 }).addTo(this.map);
    this.timer = window.setTimeout(() => this.clear(), SHOWN_MS);
  }

  clear(): void {
    window.clearTimeout(this.timer);
    this.marker?.remove();
    this.marker = null;
  }
}
