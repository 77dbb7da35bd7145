// Cards that open on the map: a place, a white spot, a populated cell.
import type { Service } from "./data";
import { describe, make, tame } from "./dom";
import { swatch } from "./look";
import { CANNOT_TELL, STATES, TOO_FAR, type Model } from "./model";
import type { NumberedAnswer, WhiteSpot } from "./stored";
import type { Words } from "./words";

const CARD_MIN = 140;
const ROOM_BESIDE_CARD = 164;
const PADDING: L.PopupOptions = { autoPanPaddingTopLeft: [24, 24], autoPanPaddingBottomRight: [24, 64] };

export class Cards {
  constructor(
    private readonly map: L.Map,
    private readonly model: Model,
    private readonly words: Words,
  ) {}

  /** Opens a card; it takes the focus, closes with Escape, gives the focus back and says when it has closed. */
  open(latlng: L.LatLngExpression, content: HTMLElement, hasClosed?: () => void): void {
    const before = document.activeElement as HTMLElement | null;
    // Leaflet's own closing link leads to "#close" and speaks English.
    // On a low map a long card scrolls, so that what it tells of stays in sight.
    const maxHeight = Math.max(CARD_MIN, this.map.getSize().y - ROOM_BESIDE_CARD);
    const popup = L.popup({ maxWidth: 300, minWidth: 220, maxHeight, ...PADDING, closeButton: false });
    const label = this.words.say("close");
    const close = make("button", { type: "button", class: "close", "aria-label": label, title: label, on: { click: () => popup.close() } }, "×");
    content.prepend(close);
    content.addEventListener("keydown", (event) => event.key === "Escape" && popup.close());
    popup.setLatLng(latlng).setContent(content).openOn(this.map);
    // On a narrow map the legend would cover the card's closing button.
    document.body.classList.add("has-card");
    close.focus({ preventScroll: true });
    popup.once("remove", () => {
      document.body.classList.remove("has-card");
      hasClosed?.();
      (before?.isConnected ? before : this.map.getContainer()).focus({ preventScroll: true });
    });
  }

  place(service: Service, { showBands }: { showBands: (() => void) | null }): HTMLElement {
    const { words, model } = this;
    const type = model.types.get(service.service_type);
    const say = (key: string) => words.say(key);
    const capacity = service.capacity === undefined ? "" : `${words.number(service.capacity)} ${service.capacity_unit ?? ""}`;
    const address = [service.locality, service.address].filter(Boolean).map((part) => tame(part)).join(", ");
    return make(
      "article",
      { class: "card" },
      make("h3", {}, tame(service.provider)),
      make("p", { class: "kind" }, type?.name ?? service.service_type),
      describe([
        [say("address"), address],
        [say("position"), words.position(service)],
        [say("gmina"), tame(model.gminaName(service.gmina_teryt))],
        [say("delivery"), type ? words.of("deliveries", type.delivery) : ""],
        [say("capacity"), tame(capacity)],
        [say("hours"), tame(service.hours)],
        [say("contact"), tame(service.contact)],
        [say("territory"), this.territory(service)],
        [say("source"), tame(service.source)],
        [say("source_date"), tame(service.source_date, 40)],
      ]),
      service.is_open === false ? make("p", { class: "note" }, say("only_own")) : null,
      showBands ? make("button", { type: "button", class: "link", on: { click: showBands } }, say("show_bands")) : null,
    );
  }

  private territory(service: Service): string {
    const codes = (service.territory ?? "").split("|").filter(Boolean);
    return codes.map((code) => tame(this.model.gminaName(code), 60)).join(", ");
  }

  spot(spot: WhiteSpot): HTMLElement {
    const { words, model } = this;
    const say = (key: string) => words.say(key);
    return make(
      "article",
      { class: "card" },
      make("h3", {}, swatch("too_far"), spotName(spot, words)),
      describe([
        [say("people"), words.people(spot.people)],
        [say("target_group"), spot.people_target === null ? "" : words.number(spot.people_target)],
        [say("gmina"), gminasOf(spot, model)],
        [say("localities"), localities(spot).join(", ")],
        [say("over"), spot.over === null ? "" : words.amount(Math.round(spot.over), spot.unit)],
        [say("nearest"), nearestTo(spot, model, words)],
      ]),
    );
  }

  cell(cell: number, answer: NumberedAnswer): HTMLElement {
    const { words, model } = this;
    const { cells, data } = model;
    const byte = model.stored.statesOf(answer)[cell];
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

  private ways(cell: number, answer: NumberedAnswer, state: number): [term: string, value: string][] {
    const { words, model } = this;
    return model.stored.waysOf(cell, answer).map((way) => {
      if (way.cost === null) return [words.of("modes", way.mode), state === TOO_FAR ? words.say("nearest_none") : ""];
      const place = model.data.services[way.place];
      const about = place?.radius_m ? ` (${words.about(place)})` : "";
      const to = place ? ` → ${tame(place.provider, 60)}${about}` : "";
      return [words.of("modes", way.mode), `${words.amount(way.cost, way.unit)}${to}`];
    });
  }
}

function localities(spot: WhiteSpot): string[] {
  return spot.localities.split("|").filter(Boolean).map((name) => tame(name, 60));
}

export function gminasOf(spot: WhiteSpot, model: Model): string {
  return spot.gminas.split("|").map((code) => tame(model.gminaName(code), 60)).join(", ");
}

/** The place that misses a white spot least, and the gmina where it stands. */
export function nearestTo(spot: WhiteSpot, model: Model, words: Words): string {
  const service = model.data.services[spot.nearest];
  if (!service) return words.say("nearest_none");
  return `${tame(service.provider, 80)} (${tame(model.gminaName(service.gmina_teryt), 60)})`;
}

/** Its first localities, else that it is a white spot. */
export function spotName(spot: WhiteSpot, words: Words): string {
  const names = localities(spot);
  if (!names.length) return words.say("unnamed_spot");
  return names.slice(0, 3).join(", ") + (names.length > 3 ? "…" : "");
}
