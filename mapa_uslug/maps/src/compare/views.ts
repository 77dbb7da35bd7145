// The views of the two maps: one for both over the same ground; over other areas only the scale is the same.
import type { Bounds } from "../data";
import { bothOf, type Pair, type Side } from "./sides";

/** Whether the maps show the same ground: they have a cell or a gmina of their areas in common. */
export function isSameGround(sides: Pair<Side>, matched: number): boolean {
  if (matched) return true;
  const [first, second] = bothOf(sides, ({ data }) => new Set(data.gminas.filter((gmina) => gmina.is_area).map((gmina) => gmina.teryt)));
  return [...first].some((teryt) => second.has(teryt));
}

/** Pixels around what is fitted: for the scale below, and so that nothing touches the rim. */
const PADDING = L.point(16, 28);

/** Steps of the scale. */
const ZOOM_SNAP = 0.1;

export class LinkedViews {
  private isFollowing = false;

  constructor(
    private readonly maps: Pair<L.Map>,
    private readonly bounds: Pair<Bounds>,
    private readonly isShared: boolean,
  ) {
    // Nothing here is a picture of one scale, so that the areas may fill their boxes.
    for (const map of maps) map.options.zoomSnap = ZOOM_SNAP;
    maps.forEach((map, number) => map.on(isShared ? "move" : "zoomend", () => this.follow(map, maps[1 - number])));
  }

  /** Each area as a whole; over the same ground both areas on both maps. */
  showHome(): void {
    this.fit(this.bounds.map((bounds) => L.latLngBounds(bounds)) as unknown as Pair<L.LatLngBounds>);
  }

  /** Shows what is within bounds, at one scale, in boxes of whatever size they have now. */
  fit([first, second]: Pair<L.LatLngBounds>): void {
    const together = L.latLngBounds(first.getSouthWest(), first.getNorthEast()).extend(second);
    const wanted = this.isShared ? [together, together] : [first, second];
    this.still(() => {
      for (const map of this.maps) map.invalidateSize({ animate: false, pan: false });
      const zooms = this.maps.map((map, number) => map.getBoundsZoom(wanted[number], false, PADDING));
      this.maps.forEach((map, number) => map.setView(wanted[number].getCenter(), Math.min(...zooms), { animate: false }));
    });
  }

  restore(views: readonly { centre: L.LatLng; zoom: number }[]): void {
    this.still(() =>
      this.maps.forEach((map, number) => {
        map.invalidateSize({ animate: false, pan: false });
        map.setView(views[number].centre, views[number].zoom, { animate: false });
      }),
    );
  }

  /** The maps' boxes have changed. */
  resize(): void {
    this.still(() => this.maps.forEach((map) => map.invalidateSize({ animate: false, pan: false })));
    this.follow(this.maps[0], this.maps[1]);
  }

  private follow(moved: L.Map, other: L.Map): void {
    if (this.isFollowing) return;
    const [centre, zoom] = [this.isShared ? moved.getCenter() : other.getCenter(), moved.getZoom()];
    if (zoom === other.getZoom() && centre.equals(other.getCenter(), 1e-9)) return;
    this.still(() => void other.setView(centre, zoom, { animate: false }));
  }

  /** Moves maps without the one following the other. */
  private still(move: () => void): void {
    this.isFollowing = true;
    move();
    this.isFollowing = false;
  }
}
