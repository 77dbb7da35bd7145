// What a click on the map opens: a further layer's feature, a white spot, else the populated cell under it.
import { cellAt } from "./cells";
import type { Cards } from "./cards";
import type { FurtherLayers } from "./further_layers";
import type { Model } from "./model";
import type { Actions, Store } from "./store";
import { isInside } from "./whatif/spots";

export interface ClickParts {
  map: L.Map;
  model: Model;
  store: Store;
  cards: Cards;
  further: FurtherLayers;
  actions: Actions;
}

export function openAt({ map, model, store, cards, further, actions }: ClickParts, latlng: L.LatLng): void {
  const { frame, cells } = model;
  const { question, plan, filters, layers } = store.state;
  const [x, y] = frame.steps(latlng);
  const feature = further.at(store.state, x, y, frame.toPixels(map).scale);
  if (feature) {
    actions.openFeature(feature.layer, feature.index, [latlng.lat, latlng.lng]);
    return;
  }
  const spots = layers.white_spots ? (model.answer(question, plan, filters)?.spots ?? []) : [];
  const cell = cellAt(cells, x, y);
  const index = spots.findIndex((spot) => isInside(spot.outline, x, y));
  if (index >= 0) cards.show({ kind: "spot", cell, index, isAtCell: cell >= 0 }, latlng);
  else if (cell >= 0) cards.show({ kind: "cell", cell }, latlng);
}
