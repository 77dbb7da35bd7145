// Tiles from the web, where the run asked for them. Nothing is requested until the reader switches them on.
import type { TileSource } from "./data";
import { escapeText } from "./page";
import type { State, StateView } from "./store";

export class OnlineTiles implements StateView {
  private readonly layer: L.TileLayer;

  constructor(
    private readonly map: L.Map,
    { url, attribution }: TileSource,
  ) {
    this.layer = L.tileLayer(url, { attribution: escapeText(attribution), maxZoom: map.getMaxZoom() });
  }

  show({ layers }: State): void {
    if (this.map.hasLayer(this.layer) === Boolean(layers.online)) return;
    if (layers.online) this.layer.addTo(this.map);
    else this.layer.remove();
  }
}
