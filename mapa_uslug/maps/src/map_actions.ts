// What the cards, tables, search and panel may ask of the map.
import type { Cards } from "./cards";
import type { Disc } from "./disc";
import { findPlace, serviceOf } from "./finding";
import type { Model } from "./model";
import type { Ping } from "./ping";
import type { Actions, Store } from "./store";

const SPOT_ZOOM = 14;
const POINT_ZOOM = 13;

type MapActions = Pick<
  Actions,
  "openPlace" | "openPlaces" | "openSpot" | "openCell" | "openFeature" | "showBands" | "showPoint" | "showGmina" | "resize" | "clearSheet"
>;

export interface MapParts {
  map: L.Map;
  model: Model;
  store: Store;
  cards: Cards;
  disc: Disc;
  ping: Ping;
}

export function makeMapActions({ map, model, store, cards, disc, ping }: MapParts): MapActions {
  const { frame } = model;
  return {
    openPlace(id) {
      const place = findPlace(model, store.state, id);
      if (!place) return;
      disc.bringIntoView(place.at, serviceOf(model, place)?.radius_m);
      cards.show({ kind: "place", id }, place.at, () => disc.change({ opened: cards.place }));
      disc.change({ opened: id });
    },
    openPlaces(ids, at) {
      cards.show({ kind: "places", ids }, at);
    },
    openSpot(spot) {
      if (spot.box) map.fitBounds(frame.bounds(spot.box), { maxZoom: SPOT_ZOOM, padding: [60, 60], animate: false });
      const { question, plan, filters } = store.state;
      const spots = model.answer(question, plan, filters)?.spots ?? [];
      cards.show({ kind: "spot", cell: spot.cells[0] ?? -1, index: spots.indexOf(spot), isAtCell: false }, spot.at);
    },
    openCell(cell, at = model.atOf(cell)) {
      disc.bringIntoView(at);
      cards.show({ kind: "cell", cell }, at);
    },
    openFeature(layer, index, at) {
      const feature = model.data.layers?.find((one) => one.key === layer)?.features[index];
      if (!feature) return;
      disc.bringIntoView(at ?? feature.at);
      cards.show({ kind: "feature", layer, index }, at ?? feature.at);
    },
    showBands(id) {
      store.change({ place: id, layers: { ...store.state.layers, bands: true } });
    },
    showPoint(at, name) {
      map.closePopup();
      map.setView(at, Math.max(map.getZoom(), POINT_ZOOM), { animate: false });
      ping.show(at, name);
    },
    showGmina(gmina) {
      map.closePopup();
      map.fitBounds(gmina.bounds, { animate: false });
    },
    clearSheet() {
      if (cards.isInSheet) cards.close();
    },
    resize() {
      map.invalidateSize({ animate: false });
    },
  };
}
