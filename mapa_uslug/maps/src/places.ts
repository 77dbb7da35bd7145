// Places and white spots that can be pointed at, on the map and with the keyboard.
import type { Service } from "./data";
import { make, tame } from "./dom";
import { makeSymbol } from "./look";
import type { Model } from "./model";
import type { Actions, State } from "./page_state";
import type { WhiteSpot } from "./stored";
import type { Words } from "./words";

const MAX_SPOT_LABELS = 30;
const LABEL_SIZE = [52, 30];
const DISC = { color: "#1b2a41", weight: 2, dashArray: "7 6", fillColor: "#1b2a41", fillOpacity: 0.06, interactive: false };

export class PlaceLayers {
  private readonly own: L.LayerGroup;
  private readonly others: L.LayerGroup;
  private readonly spots: L.LayerGroup;
  private state?: State;

  constructor(
    private readonly map: L.Map,
    private readonly model: Model,
    private readonly words: Words,
    private readonly actions: Pick<Actions, "openPlace" | "openSpot">,
  ) {
    this.own = L.layerGroup().addTo(map);
    this.others = L.layerGroup().addTo(map);
    this.spots = L.layerGroup().addTo(map);
    map.on("zoomend", () => this.state && this.showSpots(this.state));
  }

  show(state: State): void {
    this.own.clearLayers();
    this.others.clearLayers();
    this.state = state;
    this.showSpots(state);
    this.model.data.services.forEach((service, index) => {
      const isOwn = service.service_type === state.question.type;
      if (!state.layers[isOwn ? "places" : "other_places"]) return;
      const marker = this.makeMarker(service, index, isOwn, index === state.place);
      (isOwn ? this.own : this.others).addLayer(marker);
    });
  }

  private makeMarker(service: Service, index: number, isOwn: boolean, isChosen: boolean): L.Marker {
    const type = this.model.types.get(service.service_type);
    const size = isOwn ? 30 : 20;
    const area = this.model.areas.get(type?.area ?? 1)!;
    const parts = [`${area.symbol}: ${tame(service.provider, 80)}`, type?.name ?? service.service_type];
    if (service.radius_m) parts.push(this.words.position(service));
    const name = parts.join(", ");
    const icon = L.divIcon({
      className: `place${isOwn ? "" : " other"}${isChosen ? " chosen" : ""}`,
      // Leaflet appends any element; its types know only those of HTML.
      html: makeSymbol(area, { size, muted: !isOwn, rough: Boolean(service.radius_m) }) as Element as HTMLElement,
      iconSize: [size, size],
    });
    const marker = L.marker(service.at, { icon, alt: name, title: name, zIndexOffset: isOwn ? 1000 : 0 });
    makeButton(marker, () => this.actions.openPlace(index));
    return marker;
  }

  private showSpots(state: State): void {
    this.spots.clearLayers();
    if (!state.layers.white_spots) return;
    for (const spot of this.labelled(this.model.stored.whiteSpotsOf(state.question))) {
      const people = spot.people === null ? "–" : this.words.number(spot.people);
      // No size, so that the style sheet decides; Leaflet's types do not know that it may be null.
      const iconSize = null as unknown as undefined;
      const icon = L.divIcon({ className: "spot-label", html: make("span", {}, people), iconSize });
      const label = `${this.words.say("unnamed_spot")}: ${this.words.people(spot.people)}`;
      const marker = L.marker(spot.at, { icon, alt: label, title: label, zIndexOffset: 500 });
      makeButton(marker, () => this.actions.openSpot(spot));
      this.spots.addLayer(marker);
    }
  }

  /** White spots whose figures fit on the map at its scale, the largest first, none over another. */
  private labelled(spots: WhiteSpot[]): WhiteSpot[] {
    const taken: { x: number; y: number; spot: WhiteSpot }[] = [];
    for (const spot of spots) {
      if (taken.length === MAX_SPOT_LABELS) break;
      const { x, y } = this.map.latLngToLayerPoint(spot.at);
      const isFree = taken.every((other) => Math.abs(other.x - x) > LABEL_SIZE[0] || Math.abs(other.y - y) > LABEL_SIZE[1]);
      if (isFree) taken.push({ x, y, spot });
    }
    return taken.map(({ spot }) => spot);
  }
}

/** The circle of a place known only roughly, while its card is open or it is the place chosen. */
export class Disc {
  /** Index of the place whose card is open. */
  private opened: number | null = null;
  private chosen: number | null = null;
  private layer: L.Circle | null = null;

  constructor(
    private readonly map: L.Map,
    private readonly model: Model,
  ) {}

  change(changes: { opened?: number | null; chosen?: number | null }): void {
    Object.assign(this, changes);
    this.layer?.remove();
    const index = this.opened ?? this.chosen;
    const service = index === null ? null : this.model.data.services[index];
    this.layer = service?.radius_m ? L.circle(service.at, { ...DISC, radius: service.radius_m }).addTo(this.map) : null;
  }

  /** Moves the map when a place, or the circle in which it lies, is out of sight. */
  bringIntoView(service: Service): void {
    const box = L.latLng(service.at).toBounds(2 * (service.radius_m ?? 0));
    if (this.map.getBounds().contains(box)) return;
    if (service.radius_m) this.map.fitBounds(box, { maxZoom: Math.max(this.map.getZoom(), 12), padding: [20, 20], animate: false });
    else this.map.setView(service.at, Math.max(this.map.getZoom(), 12), { animate: false });
  }
}

/** Leaflet makes a marker a button, but names it only by its image and hears no key on it. */
function makeButton(marker: L.Marker, act: () => void): void {
  marker.on("click", act);
  marker.on("add", () => {
    const element = marker.getElement()!;
    element.setAttribute("aria-label", marker.options.alt!);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      act();
    });
  });
}
