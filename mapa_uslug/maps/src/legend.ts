// Layers and legend in one box: what is shown, and what its colour and pattern mean.
import { currentBands } from "./coverage";
import type { Service } from "./data";
import { make, replaceContent, tame } from "./dom";
import { bandColour, makeSymbol, swatch } from "./look";
import { STATES, type Model } from "./model";
import type { LayerName, State, StateView, Store } from "./page_state";
import type { Words } from "./words";

export class Legend implements StateView {
  private readonly box: HTMLDetailsElement;
  private readonly list: HTMLElement;

  constructor(
    root: HTMLElement,
    private readonly model: Model,
    private readonly words: Words,
    private readonly store: Store,
  ) {
    this.box = make("details", { class: "legend" }, make("summary", {}, words.say("layers")), (this.list = make("div", { class: "legend-list" })));
    this.box.open = window.matchMedia("(min-width: 900px) and (min-height: 600px)").matches;
    root.append(this.box);
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
      this.roughPlaces(state),
      this.row(state, "bands", words.say("layer_bands"), swatch("band")),
      state.layers.bands ? this.bands(state) : null,
      this.row(state, "gminas", words.say("layer_gminas"), swatch("gmina-line")),
      this.row(state, "extent", words.say("layer_extent"), swatch("extent-line")),
      this.row(state, "background", words.say("layer_background"), swatch("road-line")),
    );
    if (focused && this.list.querySelector(`#${CSS.escape(focused)}`)) document.getElementById(focused)!.focus();
  }

  private row(state: State, name: LayerName, label: string, sign: Element, hint?: string): HTMLElement {
    const change = (event: Event) => this.store.change({ layers: { ...this.store.state.layers, [name]: (event.target as HTMLInputElement).checked } });
    const input = make("input", { type: "checkbox", id: `layer-${name}`, on: { change } });
    input.checked = state.layers[name];
    return make("label", { class: "layer" }, input, sign, make("span", {}, label, hint ? make("small", {}, hint) : null));
  }

  /** The key to dashed symbols, where there are any. */
  private roughPlaces(state: State): HTMLElement | null {
    if (!this.model.data.services.some((service) => service.radius_m)) return null;
    const { words } = this;
    const label = make("span", {}, words.say("rough_place"), make("small", {}, words.say("rough_place_hint")));
    return make("p", { class: "layer key" }, this.symbolOf(state.question.type, false, true), label);
  }

  private symbolOf(code: string, muted: boolean, rough = false): SVGSVGElement {
    const area = this.model.areas.get(this.model.types.get(code)?.area ?? 1)!;
    return makeSymbol(area, { size: muted ? 18 : 22, muted, rough });
  }

  private startsRoughly(place: Service | null, type: string): boolean {
    return place ? Boolean(place.radius_m) : this.model.servicesOf(type).some((service) => service.radius_m);
  }

  private bands(state: State): HTMLElement {
    const { bands, mode, place } = currentBands(this.model, state);
    const { words } = this;
    if (!bands.length) return make("p", { class: "note" }, words.say("no_bands"));
    const type = this.model.types.get(state.question.type)!;
    const by = words.of("by_mode", mode);
    const caption = place
      ? words.say("bands_of_place", { place: tame(place.provider, 60), mode: by })
      : words.say(type.direction === "from" ? "bands_from_type" : "bands_of_type", { mode: by });
    const steps = [...bands].reverse().map((band, i) =>
      make("li", {}, make("span", { class: "band", style: { background: bandColour(i, bands.length) } }), `≤ ${words.amount(band.minutes, "min")}`),
    );
    const back = () => this.store.change({ place: null });
    return make(
      "div",
      { class: "bands" },
      make("p", { class: "note" }, caption),
      make("ul", {}, steps),
      this.startsRoughly(place, type.code) ? make("p", { class: "note" }, words.say("bands_of_rough")) : null,
      place ? make("button", { type: "button", class: "link", on: { click: back } }, words.say("bands_of_all")) : null,
    );
  }
}
