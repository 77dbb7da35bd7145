// Places and white spots that can be pointed at, on the map and with the keyboard.
import { make, tame } from "./dom.js";
import { makeSymbol } from "./look.js";

const MAX_SPOT_LABELS = 25;

export class PlaceLayers {
  constructor(map, model, words, { openPlace, openSpot }) {
    Object.assign(this, { map, model, words, openPlace, openSpot });
    this.own = L.layerGroup().addTo(map);
    this.others = L.layerGroup().addTo(map);
    this.spots = L.layerGroup().addTo(map);
    this.markers = new Map();
  }

  show(state) {
    this.markers.clear();
    this.own.clearLayers();
    this.others.clearLayers();
    this.spots.clearLayers();
    if (state.layers.white_spots) this.showSpots(state);
    this.model.data.services.forEach((service, index) => {
      const isOwn = service.service_type === state.question.type;
      if (!state.layers[isOwn ? "places" : "other_places"]) return;
      const marker = this.makeMarker(service, index, isOwn, index === state.place);
      this.markers.set(index, marker);
      (isOwn ? this.own : this.others).addLayer(marker);
    });
  }

  makeMarker(service, index, isOwn, isChosen) {
    const type = this.model.types.get(service.service_type);
    const size = isOwn ? 30 : 20;
    const name = `${tame(service.provider, 80)}, ${type?.name ?? service.service_type}`;
    const icon = L.divIcon({
      className: `place${isOwn ? "" : " other"}${isChosen ? " chosen" : ""}`,
      html: makeSymbol(this.model.areas.get(type?.area ?? 1), { size, muted: !isOwn }),
      iconSize: [size, size],
    });
    const marker = L.marker(service.at, { icon, alt: name, title: name, zIndexOffset: isOwn ? 1000 : 0 });
    marker.on("click", () => this.openPlace(index));
    return marker;
  }

  showSpots(state) {
    const spots = this.model.whiteSpotsOf(state.question).slice(0, MAX_SPOT_LABELS);
    for (const spot of spots) {
      const people = this.words.number(spot.people);
      const icon = L.divIcon({ className: "spot-label", html: make("span", {}, people), iconSize: null });
      const label = `${this.words.say("unnamed_spot")}: ${people}`;
      const marker = L.marker(spot.at, { icon, alt: label, title: label, zIndexOffset: 500 });
      marker.on("click", () => this.openSpot(spot));
      this.spots.addLayer(marker);
    }
    // Leaflet names a marker by `alt` only when its icon is an image.
    this.spots.eachLayer(nameMarker);
  }
}

export function nameMarker(marker) {
  const element = marker.getElement();
  if (element) element.setAttribute("aria-label", marker.options.alt);
}
