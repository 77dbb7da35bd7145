// Cards that open on the map: a place, a white spot, a populated cell.
import { describe, make, tame } from "./dom.js";
import { swatch } from "./look.js";
import { CANNOT_TELL, STATES, TOO_FAR } from "./model.js";

export class Cards {
  constructor(map, model, words) {
    Object.assign(this, { map, model, words });
  }

  open(latlng, content) {
    const popup = L.popup({ maxWidth: 300, minWidth: 220, autoPanPadding: [24, 24] });
    popup.setLatLng(latlng).setContent(content).openOn(this.map);
  }

  place(service, { showBands }) {
    const { words, model } = this;
    const type = model.types.get(service.service_type);
    const say = (key) => words.say(key);
    const capacity = service.capacity === undefined ? "" : `${words.number(service.capacity)} ${service.capacity_unit ?? ""}`;
    const address = [service.locality, service.address].filter(Boolean).map((part) => tame(part)).join(", ");
    return make(
      "article",
      { class: "card" },
      make("h3", {}, tame(service.provider)),
      make("p", { class: "kind" }, type?.name ?? service.service_type),
      describe([
        [say("address"), address],
        [say("gmina"), tame(model.gminaName(service.gmina_teryt))],
        [say("delivery"), type ? words.of("deliveries", type.delivery) : ""],
        [say("capacity"), tame(capacity)],
        [say("hours"), tame(service.hours)],
        [say("contact"), tame(service.contact)],
        [say("territory"), this.territory(service)],
        [say("only_own"), service.is_open === false ? say("yes") : ""],
        [say("source"), tame(service.source)],
        [say("source_date"), tame(service.source_date, 40)],
      ]),
      showBands ? make("button", { type: "button", class: "link", on: { click: showBands } }, say("show_bands")) : null,
    );
  }

  territory(service) {
    const codes = (service.territory ?? "").split("|").filter(Boolean);
    return codes.map((code) => tame(this.model.gminaName(code), 60)).join(", ");
  }

  spot(spot) {
    const { words, model } = this;
    const say = (key) => words.say(key);
    const gminas = spot.gmina_teryt.split("|").map((code) => tame(model.gminaName(code), 60));
    const nearest = spot.nearest_provider
      ? `${tame(spot.nearest_provider)} (${tame(model.gminaName(spot.nearest_gmina ?? ""), 60)})`
      : say("nearest_none");
    return make(
      "article",
      { class: "card" },
      make("h3", {}, swatch("too_far"), spotName(spot, words)),
      describe([
        [say("people"), words.number(spot.people)],
        [say("target_group"), spot.people_target === undefined ? "" : words.number(spot.people_target)],
        [say("gmina"), gminas.join(", ")],
        [say("localities"), localities(spot).join(", ")],
        [say("over"), spot.over === undefined ? "" : words.amount(Math.round(spot.over), spot.unit)],
        [say("nearest"), nearest],
      ]),
    );
  }

  cell(cell, answer) {
    const { words, model } = this;
    const { cells, data } = model;
    const byte = model.statesOf(answer)[cell];
    const state = byte & 3;
    const reason = words.table.reasons[byte >> 2];
    const people = cells.isImputed[cell] ? words.say("confidential") : words.number(cells.people[cell]);
    return make(
      "article",
      { class: "card" },
      make("h3", {}, swatch(STATES[state]), words.table.states[state]),
      describe([
        [words.say("people"), people],
        [words.say("locality"), cells.locality[cell] ? tame(data.localities[cells.locality[cell] - 1]) : ""],
        [words.say("gmina"), tame(data.gminas[cells.gmina[cell]].name)],
        [words.say("reason"), reason && (state === CANNOT_TELL || state === TOO_FAR) ? reason : ""],
        ...this.ways(cell, answer, state),
      ]),
    );
  }

  ways(cell, answer, state) {
    const { words, model } = this;
    return model.waysOf(cell, answer).map((way) => {
      if (way.cost === null) return [words.of("modes", way.mode), state === TOO_FAR ? words.say("nearest_none") : ""];
      const place = model.data.services[way.place];
      const to = place ? ` → ${tame(place.provider, 60)}` : "";
      return [words.of("modes", way.mode), `${words.amount(way.cost, way.unit)}${to}`];
    });
  }
}

function localities(spot) {
  return (spot.localities ?? "").split("|").filter(Boolean).map((name) => tame(name, 60));
}

/** Its first localities, else that it is a white spot. */
export function spotName(spot, words) {
  const names = localities(spot);
  if (!names.length) return words.say("unnamed_spot");
  return names.slice(0, 3).join(", ") + (names.length > 3 ? "…" : "");
}
