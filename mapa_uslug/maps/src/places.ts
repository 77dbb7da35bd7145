// Places on the map: one symbol each, or one for several that stand too near one another at the map's scale.
import { Clusters, type Grouped, type Window } from "./clusters";
import type { Forms } from "./data";
import { make, tame } from "./dom";
import { placesOn, serviceOf } from "./finding";
import { makeSymbol } from "./look";
import { makeIcon, SignLayer, type Sign } from "./markers";
import type { Model, Place } from "./model";
import { standingOf } from "./naming";
import type { Actions, State } from "./store";
import type { Words } from "./words";

const [OWN_SIZE, OTHER_SIZE] = [30, 20];
const [CLUSTER_SIZE, OTHER_CLUSTER_SIZE] = [34, 24];
const ORDER = { other: 0, leftOut: 600, own: 1000, changed: 2000 };
/** Part of the map's size beyond its rim within which places are drawn too, so that a nudge shows no gap. */
const MARGIN = 0.1;

/** Places drawn alike, in clusters of their own. */
interface Crowd {
  clusters: Clusters<Place>;
  isOwn: boolean;
}

export class PlaceLayers {
  private readonly signs: SignLayer;
  private crowds: Crowd[] = [];
  /** Drawn by themselves at every scale: places that the plan changes, and the one chosen. */
  private alone: Place[] = [];
  private state!: State;

  constructor(
    private readonly map: L.Map,
    private readonly model: Model,
    private readonly words: Words,
    private readonly actions: Pick<Actions, "openPlace" | "openPlaces">,
  ) {
    this.signs = new SignLayer(map);
    map.on("moveend", () => this.state && this.draw());
  }

  show(state: State, changes: Partial<State>): void {
    this.state = state;
    if (changes.question || changes.plan || changes.filters || changes.layers || "place" in changes) this.gather();
    this.draw();
  }

  private gather(): void {
    const { question, layers, place: chosen } = this.state;
    const own = layers.places ? placesOn(this.model, this.state, question.type) : [];
    const others = layers.other_places ? this.placesOfOthers() : [];
    const isAlone = (place: Place) => place.opened !== null || place.isClosed || place.id === chosen;
    this.alone = [...own, ...others].filter(isAlone);
    const inCrowds = [own.filter((p) => !p.isLeftOut), own.filter((p) => p.isLeftOut), others];
    this.crowds = inCrowds.map((places, i) => ({ clusters: new Clusters(places.filter((p) => !isAlone(p))), isOwn: i < 2 }));
  }

  private placesOfOthers(): Place[] {
    const { question, plan } = this.state;
    const types = new Set([...this.model.data.services.map((s) => s.service_type), ...plan.open.map((o) => o.service)]);
    types.delete(question.type);
    return [...types].flatMap((type) => placesOn(this.model, this.state, type));
  }

  private draw(): void {
    const bounds = this.map.getBounds().pad(MARGIN);
    const window: Window = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const signs = this.alone.filter((place) => bounds.contains(place.at)).map((place) => this.placeSign(place));
    for (const { clusters, isOwn } of this.crowds) {
      for (const group of clusters.within(window, this.map.getZoom())) {
        signs.push(group.zoom === null ? this.placeSign(group.items[0]) : this.clusterSign(group, isOwn));
      }
    }
    this.signs.show(signs);
  }

  private placeSign(place: Place): Sign {
    const { model, words, state } = this;
    const isOwn = place.type === state.question.type;
    const isChosen = place.id === state.place;
    const service = serviceOf(model, place);
    const type = model.types.get(place.type);
    const area = model.areas.get(type?.area ?? 1)!;
    const look = {
      muted: !isOwn, rough: Boolean(service?.radius_m), closed: place.isClosed, added: place.opened !== null, faint: place.isLeftOut,
    };
    const size = isOwn ? OWN_SIZE : OTHER_SIZE;
    const parts = [`${area.symbol}: ${tame(place.provider, 80)}`, type?.name ?? place.type];
    if (service?.radius_m) parts.push(words.position(service));
    const standing = standingOf(place, words);
    if (standing) parts.push(standing);
    const name = parts.join(", ");
    const className = `place${isOwn ? "" : " other"}${isChosen ? " chosen" : ""}`;
    const isChanged = look.added || look.closed || isChosen;
    return {
      key: JSON.stringify([place.id, place.at, name, isOwn, isChosen]), at: place.at, name,
      icon: makeIcon(className, makeSymbol(area, { size, ...look }), size),
      order: isChanged ? ORDER.changed : !isOwn ? ORDER.other : place.isLeftOut ? ORDER.leftOut : ORDER.own,
      act: () => this.actions.openPlace(place.id),
    };
  }

  private clusterSign(group: Grouped<Place>, isOwn: boolean): Sign {
    const { words } = this;
    const size = isOwn ? CLUSTER_SIZE : OTHER_CLUSTER_SIZE;
    const isLeftOut = group.items[0].isLeftOut;
    const parts = [words.count(words.table.places_together as Forms, group.items.length)];
    if (isLeftOut) parts.push(words.say("place_left_out"));
    const name = words.say(this.canPart(group) ? "cluster_zoom" : "cluster_list", { places: parts.join(", ") });
    const className = `place cluster${isOwn ? "" : " other"}${isLeftOut ? " faint" : ""}`;
    return {
      key: JSON.stringify([group.at, group.items.length, name, isOwn]), at: group.at, name,
      icon: makeIcon(className, make("span", {}, words.number(group.items.length)), size),
      order: isOwn ? ORDER.own : ORDER.other,
      act: () => this.openCluster(group),
    };
  }

  private canPart(group: Grouped<Place>): boolean {
    return group.zoom !== null && group.zoom <= this.map.getMaxZoom();
  }

  /** Comes closer until the places part; those that never do are listed. */
  private openCluster(group: Grouped<Place>): void {
    if (!this.canPart(group)) {
      this.actions.openPlaces(group.items.map((place) => place.id), group.at);
      return;
    }
    this.map.setView(group.at, group.zoom!, { animate: false });
    this.signs.focus(this.placeSign(group.items[0]).key);
  }
}
