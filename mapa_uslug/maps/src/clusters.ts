// Places that stand too near one another at a scale, as one symbol.
import Supercluster from "supercluster";
import type { LatLng } from "./data";

/** Pixels within which places become one symbol. */
const RADIUS = 34;
/** Largest zoom of the map: places that stand together even there stay one symbol. */
const MAX_ZOOM = 18;

export interface Single<Item> {
  items: [Item];
  at: LatLng;
  zoom: null;
}

/** Several places: `zoom` is the one at which they part. */
export interface Cluster<Item> {
  items: Item[];
  at: LatLng;
  zoom: number;
}

export type Grouped<Item> = Single<Item> | Cluster<Item>;

/** West, south, east and north in degrees. */
export type Window = [west: number, south: number, east: number, north: number];

export class Clusters<Item extends { at: LatLng }> {
  private readonly index: Supercluster<{ i: number }>;

  constructor(private readonly items: readonly Item[]) {
    // Tiles of 256 pixels, as Leaflet's zooms count them.
    this.index = new Supercluster<{ i: number }>({ radius: RADIUS, extent: 256, maxZoom: MAX_ZOOM });
    this.index.load(
      items.map((item, i) => ({ type: "Feature", properties: { i }, geometry: { type: "Point", coordinates: [item.at[1], item.at[0]] } })),
    );
  }

  /** What to draw within a window at a zoom. */
  within(window: Window, zoom: number): Grouped<Item>[] {
    return this.index.getClusters(window, Math.round(zoom)).map((feature) => {
      const [lng, lat] = feature.geometry.coordinates;
      if (!("cluster" in feature.properties)) {
        const item = this.items[feature.properties.i];
        return { items: [item], at: item.at, zoom: null };
      }
      const { cluster_id: id } = feature.properties;
      const leaves = this.index.getLeaves(id, Infinity).map((leaf) => this.items[leaf.properties.i]);
      return { items: leaves, at: [lat, lng], zoom: this.index.getClusterExpansionZoom(id) };
    });
  }
}
