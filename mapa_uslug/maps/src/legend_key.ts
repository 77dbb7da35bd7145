// What the figures and signs on the map mean.
import { make, type Child } from "./dom";
import { makeSymbol, type SymbolLook } from "./look";
import type { Model } from "./model";
import type { Words } from "./words";

export function keyToFigures(model: Model, words: Words): HTMLElement {
  const area = model.areas.get(model.types.get(model.data.first?.type ?? "")?.area ?? 1) ?? model.data.areas[0];
  const symbol = (look: SymbolLook) => makeSymbol(area, { size: 22, ...look });
  const hasRough = model.data.services.some((service) => service.radius_m);
  const rows: [sign: Element, text: string, hint?: string][] = [
    [make("span", { class: "key-spot" }, model.isPublic ? `+${words.amount(12, "min")}` : "120"), words.say("key_spot")],
    [make("span", { class: "key-cluster" }, "12"), words.say("key_cluster")],
    [make("span", { class: "bar key-bar" }, make("span", { class: "part served" }), make("span", { class: "part too_far" })), words.say("key_bar")],
    [make("span", { class: "key-band" }, "≤ 15"), words.say("key_band")],
  ];
  if (model.isPublic) rows.push([make("span", { class: "bar key-bar" }, make("span", { class: "part hidden-part" })), words.say("key_hidden")]);
  if (hasRough) rows.push([symbol({ rough: true }), words.say("rough_place"), words.say("rough_place_hint")]);
  if (model.canRecount) {
    rows.push([symbol({ closed: true }), words.say("key_closed")]);
    if (model.canOpen) rows.push([symbol({ added: true }), words.say("key_new")]);
    rows.push([symbol({ faint: true }), words.say("key_left_out")]);
  }
  return make("ul", { class: "key-list" }, rows.map(([sign, text, hint]) => keyRow(sign, text, hint)));
}

/** Shape and letters of every area that has a service in the data. */
export function areaList(model: Model, words: Words): HTMLElement {
  const used = new Set(model.data.types.map((type) => type.area));
  const rows = model.data.areas
    .filter((area) => used.has(area.number))
    .map((area) => keyRow(makeSymbol(area, { size: 22 }), `${area.number}. ${area.name}`));
  return make("div", {}, make("p", { class: "key-head" }, words.say("key_areas")), make("ul", { class: "key-list" }, rows));
}

function keyRow(sign: Element, text: string, hint?: string): Child {
  return make("li", {}, make("span", { class: "key-sign", "aria-hidden": "true" }, sign), make("span", {}, text, hint ? make("small", {}, hint) : null));
}
