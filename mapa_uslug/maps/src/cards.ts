// Cards that open on the map and tell of a place, a white spot, a populated cell or a feature of a further layer; an open
// card is written anew when the figures change.
import { bringIntoSight } from "./card_view";
import { cellCard } from "./cards/cell";
import type { CardContext, Subject } from "./cards/context";
import { featureCard } from "./cards/feature";
import { placeCard, placesCard } from "./cards/place";
import { spotCard } from "./cards/spot";
import { make } from "./dom";
import type { Model } from "./model";
import { recounts, type Actions, type State, type Store } from "./store";
import type { Words } from "./words";

const CARD_MIN = 140;
const ROOM_BESIDE_CARD = 164;
/** On a narrow screen a card would cover the map: it lies in a sheet below it, in place of the panel. */
const NARROW = "(max-width: 760px)";
const SHEET = "sheet";
/** Above the map's controls and the legend, which would else cover a card near the rim. */
const ABOVE = "cards";
const IN_SHEET: L.PopupOptions = { pane: SHEET, autoPan: false, maxWidth: 760 };

interface OpenCard {
  subject: Subject;
  popup: L.Popup;
}

export class Cards {
  private open: OpenCard | null = null;
  /** Set once the actions are made, which themselves open cards. */
  actions!: Actions;

  constructor(
    private readonly map: L.Map,
    private readonly model: Model,
    private readonly words: Words,
    private readonly store: Store,
  ) {
    // While it shows, the panel does not: it is then what the page is about.
    const sheet = make("main", { class: "card-sheet" }, make("h2", { class: "visually-hidden" }, words.say("on_map")));
    document.getElementById("panel")!.after(sheet);
    map.createPane(SHEET, sheet);
    const above = map.createPane(ABOVE, map.getContainer());
    map.on("move viewreset", () => L.DomUtil.setPosition(above, L.DomUtil.getPosition(map.getPane("mapPane")!)));
  }

  /** The place whose card is open; null when there is none. */
  get place(): string | null {
    return this.open?.subject.kind === "place" ? this.open.subject.id : null;
  }

  /** Whether a card lies in the sheet of a narrow screen. */
  get isInSheet(): boolean {
    return this.open?.popup.options.pane === SHEET;
  }

  /** Opens a card; it takes the focus, closes with Escape, gives the focus back and says when it has closed. */
  show(subject: Subject, latlng: L.LatLngExpression, hasClosed?: () => void): void {
    const content = this.build(subject, this.store.state);
    if (!content) return;
    const before = document.activeElement as HTMLElement | null;
    const isNarrow = window.matchMedia(NARROW).matches;
    // Leaflet's own closing link leads to "#close" and speaks English.
    const popup = L.popup({ ...(isNarrow ? IN_SHEET : this.besidePlace()), closeButton: false });
    popup.setLatLng(latlng).setContent(this.withClose(content, popup)).openOn(this.map);
    this.open = { subject, popup };
    document.body.classList.add("has-card");
    if (isNarrow) this.makeRoomFor(latlng);
    else bringIntoSight(this.map, popup);
    content.querySelector<HTMLElement>(".close")!.focus({ preventScroll: true });
    popup.once("remove", () => {
      // The card of a button of a card is open already when the first one closes.
      if (this.open?.popup === popup) {
        this.open = null;
        document.body.classList.remove("has-card");
        if (isNarrow) this.map.invalidateSize({ animate: false });
        (before?.isConnected ? before : this.map.getContainer()).focus({ preventScroll: true });
      }
      hasClosed?.();
    });
  }

  /** On a low map a long card scrolls, so that what it tells of stays in sight. */
  private besidePlace(): L.PopupOptions {
    return { pane: ABOVE, autoPan: false, maxWidth: 300, minWidth: 220, maxHeight: Math.max(CARD_MIN, this.map.getSize().y - ROOM_BESIDE_CARD) };
  }

  /** The sheet may have taken room from the map: what the card tells of stays in sight. */
  private makeRoomFor(latlng: L.LatLngExpression): void {
    this.map.invalidateSize({ animate: false });
    this.map.panInside(latlng, { padding: [40, 40], animate: false });
  }

  close(): void {
    this.open?.popup.close();
  }

  /** Writes the open card anew, or closes it when what it told of is gone. */
  update(state: State, changes: Partial<State>): void {
    if (!this.open || !recounts(changes)) return;
    const { subject, popup } = this.open;
    const focused = document.activeElement;
    const isWithin = popup.getElement()?.contains(focused) ?? false;
    const content = this.build(subject, state);
    if (!content) {
      popup.close();
      return;
    }
    const scrolled = popup.getElement()?.querySelector(".leaflet-popup-content")?.scrollTop ?? 0;
    popup.setContent(this.withClose(content, popup));
    popup.getElement()!.querySelector(".leaflet-popup-content")!.scrollTop = scrolled;
    if (popup.options.pane === ABOVE) bringIntoSight(this.map, popup);
    if (!isWithin) return;
    const again = focused?.id ? content.querySelector<HTMLElement>(`#${CSS.escape(focused.id)}`) : null;
    (again ?? content.querySelector<HTMLElement>(".close")!).focus({ preventScroll: true });
  }

  private withClose(content: HTMLElement, popup: L.Popup): HTMLElement {
    const label = this.words.say("close");
    content.prepend(
      make("button", { type: "button", class: "close", "aria-label": label, title: label, on: { click: () => popup.close() } }, "×"),
    );
    content.addEventListener("keydown", (event) => event.key === "Escape" && popup.close());
    // A button that is written anew while it is clicked stands in no card any more: the map would take the click for its own.
    content.addEventListener("click", (event) => event.stopPropagation());
    return content;
  }

  private build(subject: Subject, state: State): HTMLElement | null {
    const context: CardContext = { model: this.model, words: this.words, state, actions: this.actions };
    if (subject.kind === "place") return placeCard(context, subject.id);
    if (subject.kind === "places") return placesCard(context, subject.ids);
    if (subject.kind === "cell") return cellCard(context, subject.cell);
    if (subject.kind === "spot") return spotCard(context, subject);
    return featureCard(context, subject.layer, subject.index);
  }
}
