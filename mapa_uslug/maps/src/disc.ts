// The circle of a place known only roughly, while its card is open or it is the place chosen.
import type { LatLng } from "./data";
import type { Model } from "./model";

const LOOK = { color: "#1b2a41", weight: 2, dashArray: "7 6", fillColor: "#1b2a41", fillOpacity: 0.06, interactive: false };
const LEAST_ZOOM = 12;

export class Disc {
  /** Id of the place whose card is open. */
  private opened: string | null = null;
  private chosen: string | null = null;
  private layer: L.Circle | null = null;

  constructor(
    private readonly map: L.Map,
    private readonly model: Model,
  ) {}

  change(changes: { opened?: string | null; chosen?: string | null }): void {
    Object.assign(this, changes);
    this.layer?.remove();
    const id = this.opened ?? this.chosen;
    const service = id === null ? undefined : this.model.data.services.find((one) => one.service_id === id);
    this.layer = service?.radius_m ? L.circle(service.at, { ...LOOK, radius: service.radius_m }).addTo(this.map) : null;
  }

  /** Moves the map when a place, or the circle in which it lies, is out of sight. */
  bringIntoView(at: LatLng, radius = 0): void {
    const box = L.latLng(at).toBounds(2 * radius);
    if (this.map.getBounds().contains(box)) return;
    const zoom = Math.max(this.map.getZoom(), LEAST_ZOOM);
    if (radius) this.map.fitBounds(box, { maxZoom: zoom, padding: [20, 20], animate: false });
    else this.map.setView(at, zoom, { animate: false });
  }
}
