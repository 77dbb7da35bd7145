// Layers and legend in one box: what is shown, and what its colour, pattern and figures mean.
import { chooseBands } from "./bands";
import { make, replaceContent, tame, type Child } from "./dom";
import { FurtherLayers, nameOf } from "./further_layers";
import { areaList, keyToFigures } from "./legend_key";
import { bandColour, makeSymbol, swatch } from "./look";
import { STATES, type Model, type Place } from "./model";
import { serviceOf } from "./finding";
import type { LayerName, OptionalName, State, StateView, Store } from "./store";
import type { Words } from "./words";

export class Legend implements StateView {
  private readonly box: HTMLDetailsElement;
  private readonly list: HTMLElement;
  private readonly key: HTMLDetailsElement;

  constructor(
    root: HTMLElement,
    private readonly model: Model,
    private readonly words: Words,
    private readonly store: Store,
  ) {
    this.list = make("div", { class: "legend-list" });
    this.key = make("details", { class: "legend-key" }, make("summary", {}, words.say("legend_key")), keyToFigures(model, words), areaList(model, words));
    this.box = make("details", { class: "legend" }, make("summary", {}, words.say("layers")), this.list, this.key);
    this.box.open = window.matchMedia("(min-width: 900px) and (min-height: 600px)").matches;
    root.append(this.box);
  }

  get isOpen(): boolean {
    return this.box.open;
  }

  /** On paper everything is explained. */
  openAll(): () => void {
    const before = [this.box.open, this.key.open];
    [this.box.open, this.key.open] = [true, true];
    return () => {
      [this.box.open, this.key.open] = before;
    };
  }

  show(state: State): void {
    const focused = document.activeElement?.id;
    const { words } = this;
    replaceContent(
      this.list,
      make("fieldset", {}, make("legend", {}, words.say("layer_cells")), STATES.map((name, i) => this.row(state, name, words.table.states[i], swatch(name)))),
      this.row(state, "white_spots", words.say("layer_white_spots"), swatch("white-spot"), words.say("white_spot_hint")),
      this.row(state, "places", words.say("layer_places"), this.symbolOf(state.question.type, false)),
      this.row(state, "other_places", words.say("layer_other_places"), this.symbolOf(state.question.type, true)),
      this.row(state, "bands", words.say("layer_bands"), swatch("band")),
      state.layers.bands ? this.bands(state) : null,
      this.furtherRows(state),
      this.row(state, "gminas", words.say("layer_gminas"), swatch("gmina-line")),
      this.row(state, "extent", words.say("layer_extent"), swatch("extent-line")),
      this.row(state, "background", words.say("layer_background"), swatch("road-line")),
      this.onlineRow(state),
    );
    if (focused && this.list.querySelector(`#${CSS.escape(focused)}`)) document.getElementById(focused)!.focus();
  }

  private row(state: State, name: LayerName | OptionalName, label: string, sign: Element, hint?: string): HTMLElement {
    const change = (event: Event) => this.store.change({ layers: { ...this.store.state.layers, [name]: (event.target as HTMLInputElement).checked } });
    const input = make("input", { type: "checkbox", id: `layer-${name}`, on: { change } });
    input.checked = Boolean(state.layers[name]);
    return make("label", { class: "layer" }, input, sign, make("span", {}, label, hint ? make("small", {}, hint) : null));
  }

  private onlineRow(state: State): Child {
    const { tiles } = this.model.data.info;
    if (!tiles || state.layers.online === undefined) return null;
    const label = this.words.say("layer_online", { source: tame(tiles.source, 60) });
    return this.row(state, "online", label, swatch("online"), this.words.say("layer_online_hint"));
  }

  private furtherRows(state: State): Child[] {
    const layers = this.model.data.layers ?? [];
    return layers.map((layer, number) => {
      const { colour, dash } = FurtherLayers.lookOf(number);
      const sign = layer.kind === "point" ? FurtherLayers.signOf(layers, number) : swatch(layer.kind === "area" ? "further-area" : "further-line");
      if (sign instanceof HTMLElement) {
        sign.style.setProperty("--further", colour);
        sign.style.setProperty("border-top-style", dash.length ? (dash[0] < 4 ? "dotted" : "dashed") : "solid");
      }
      return this.row(state, nameOf(layer), tame(layer.title, 80), sign, tame(layer.hint, 200));
    });
  }

  private symbolOf(code: string, muted: boolean): SVGSVGElement {
    const area = this.model.areas.get(this.model.types.get(code)?.area ?? 1)!;
    return makeSymbol(area, { size: muted ? 18 : 22, muted });
  }

  private startsRoughly(place: Place | null, type: string): boolean {
    if (place) return Boolean(serviceOf(this.model, place)?.radius_m);
    return this.model.data.services.some((service) => service.service_type === type && service.radius_m);
  }

  private bands(state: State): HTMLElement {
    const choice = chooseBands(this.model, state);
    const { edges, mode, place, unit, costs } = choice;
    const { words } = this;
    if (!edges.length) return make("p", { class: "note" }, words.say("no_bands"));
    const type = this.model.types.get(state.question.type)!;
    const by = words.of("by_mode", mode);
    const caption = place
      ? words.say("bands_of_place", { place: tame(place.provider, 60), mode: by })
      : words.say(type.direction === "from" ? "bands_from_type" : "bands_of_type", { mode: by });
    const steps = edges.map((edge, i) =>
      make("li", {}, make("span", { class: "band", style: { background: bandColour(i, edges.length) } }), `≤ ${words.amount(edge, unit)}`),
    );
    const back = () => this.store.change({ place: null });
    return make(
      "div",
      { class: "bands" },
      make("p", { class: "note" }, caption),
      make("ul", {}, steps),
      costs ? make("p", { class: "note" }, words.say("bands_by_cells")) : null,
      this.startsRoughly(place, type.code) ? make("p", { class: "note" }, words.say("bands_of_rough")) : null,
      place ? make("button", { type: "button", class: "link", id: "bands-back", on: { click: back } }, words.say("bands_of_all")) : null,
    );
  }
}
