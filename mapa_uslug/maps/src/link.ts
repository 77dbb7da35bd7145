// The address of the page says what it shows, so that a view can be sent to somebody, and found again.
import { make } from "./dom";
import type { Model } from "./model";
import { isReadable, readLink, writeLink, type LinkState, type MapView } from "./permalink";
import type { PlanActions } from "./plan_actions";
import { namedPlan } from "./plan_files";
import { firstQuestion, fitQuestion, movedLimits } from "./questions";
import type { Changes, Layers, State, StateView, Store } from "./store";
import { NO_FILTERS } from "./whatif/places";
import { isEmpty, NO_PLAN } from "./whatif/plan";
import { readPlan, writePlan } from "./whatif/plan_file";
import { keepLimits } from "./whatif/plan_on_screen";
import { askOfPlan } from "./whatif/plan_on_screen";
import { makeScope } from "./whatif/plan_scope";
import type { Words } from "./words";

const SETTLED_MS = 400;
/** Whoever follows a link has not said that their page may ask a server for tiles. */
const isLinked = (layer: string) => layer !== "online";

export class LinkKeeper implements StateView {
  private writing = 0;
  /** The address as this page wrote or followed it: another one has been asked for, and is about to be followed. */
  private known = location.hash;
  /** Links being followed: until all they ask for is shown, the address stays as it was given. */
  private following = 0;
  /** The view of nobody who moved the map; it depends on the window, and is not worth a link. */
  private home = "";

  constructor(
    private readonly map: L.Map,
    private readonly model: Model,
    private readonly words: Words,
    private readonly store: Store,
    private readonly plans: PlanActions,
    private readonly layersAtFirst: Layers,
    private readonly showHome: () => void,
    private readonly tell: (text: string) => void,
  ) {
    map.on("moveend", () => this.writeSoon());
    // Without an equals sign it is a part of the page that somebody goes to.
    window.addEventListener("hashchange", () => (!location.hash || location.hash.includes("=") ? void this.follow() : (this.known = location.hash)));
  }

  /** The view of the map now is the one of nobody's choice. */
  takeHome(): void {
    this.home = JSON.stringify(this.view());
  }

  show(): void {
    this.writeSoon();
  }

  /** Shows what the address asks for, as far as this file knows it. */
  async follow(): Promise<void> {
    this.known = location.hash;
    const link = readLink(this.known);
    const { plan, isWhole } = this.planOf(link);
    const { question, ...others } = this.changesOf(link);
    const asked = question && (link.type === undefined ? askOfPlan(this.model, question, plan) : question);
    const changes = { ...others, ...(asked ? { question: asked } : {}), place: link.place && this.hasPlace(link.place, plan) ? link.place : null, adding: false };
    this.following += 1;
    if (link.view) this.map.setView([link.view.lat, link.view.lng], link.view.zoom, { animate: false });
    try {
      await this.plans.apply(plan, changes);
    } finally {
      this.following -= 1;
    }
    if (link.isBroken) this.tell(this.words.say("link_broken"));
    else if (!isWhole || (link.type !== undefined && changes.question?.type !== link.type)) this.tell(this.words.say("link_partial"));
  }

  /** Everything as at first; what was changed can be had back with one step. */
  reset(): void {
    const question = firstQuestion(this.model);
    if (!question) return;
    this.map.closePopup();
    this.store.change({ question, filters: NO_FILTERS, audience: "", layers: this.layersAtFirst, place: null, adding: false, plan: NO_PLAN });
    this.showHome();
    this.takeHome();
    this.write();
  }

  /** A whole address, the latest state in it; null when it is too long to be followed. */
  address(): string | null {
    this.write();
    const fragment = this.fragment();
    return isReadable(fragment) ? location.href.replace(/#.*$/, "") + fragment : null;
  }

  private changesOf(link: LinkState): Changes {
    const question = fitQuestion(this.model, link.type ? link : { ...this.model.data.first, ...link });
    const known = Object.entries(link.layers ?? {}).filter(([name]) => name in this.layersAtFirst && isLinked(name));
    return {
      ...(question ? { question } : {}),
      filters: this.model.canRecount ? (link.filters ?? NO_FILTERS) : NO_FILTERS,
      layers: { ...this.layersAtFirst, ...Object.fromEntries(known) },
    };
  }

  private planOf({ plan: toml }: LinkState): { plan: State["plan"]; isWhole: boolean } {
    if (!toml) return { plan: NO_PLAN, isWhole: true };
    if (!this.model.canRecount) return { plan: NO_PLAN, isWhole: false };
    const { plan } = readPlan(toml, makeScope(this.model));
    return plan && (this.model.canOpen || !plan.open.length) ? { plan, isWhole: true } : { plan: NO_PLAN, isWhole: false };
  }

  private hasPlace(id: string, { open }: State["plan"]): boolean {
    return open.some((one) => one.id === id) || this.model.data.services.some((service) => service.service_id === id);
  }

  private view(): MapView {
    const { lat, lng } = this.map.getCenter();
    return { lat: Number(lat.toFixed(5)), lng: Number(lng.toFixed(5)), zoom: this.map.getZoom() };
  }

  private fragment(): string {
    const { question, filters, layers: shown, place } = this.store.state;
    const plan = keepLimits(this.model, question, this.store.state.plan);
    const isMoved = (name: string) => shown[name as keyof Layers] !== this.layersAtFirst[name as keyof Layers];
    const moved = Object.keys(shown).filter((name) => isLinked(name) && isMoved(name));
    const view = this.view();
    const limits = movedLimits(this.model, question);
    const state: LinkState = {
      ...question,
      limits: Object.keys(limits).length ? limits : undefined,
      filters,
      layers: moved.length ? Object.fromEntries(moved.map((name) => [name, Boolean(shown[name as keyof Layers])])) : undefined,
      view: JSON.stringify(view) === this.home ? undefined : view,
      place: place ?? undefined,
      plan: isEmpty(plan) && !plan.threshold.length ? undefined : writePlan(namedPlan(plan, this.words), this.model.data.cell_ids),
    };
    const fragment = writeLink(state);
    // The first view needs no words.
    const { type, mode, group } = firstQuestion(this.model)!;
    return fragment === writeLink({ type, mode, group }) ? "" : fragment;
  }

  private writeSoon(): void {
    window.clearTimeout(this.writing);
    this.writing = window.setTimeout(() => this.write(), SETTLED_MS);
  }

  private write(): void {
    window.clearTimeout(this.writing);
    if (this.following || location.hash !== this.known) return;
    const fragment = this.fragment();
    try {
      history.replaceState(null, "", fragment || location.href.replace(/#.*$/, ""));
      this.known = location.hash;
    } catch {
      // Some browsers keep the address of a file from being written; the link can still be copied.
    }
  }
}

/** Buttons in the head: back to the beginning, and the link to this view. */
export function makeTools(words: Words, link: LinkKeeper, tell: (text: string) => void): HTMLElement {
  const field = make("input", { type: "text", readonly: true, class: "link-field", "aria-label": words.say("link_to_copy"), hidden: true });
  const copy = async () => {
    const address = link.address();
    if (address === null) {
      tell(words.say("link_too_long"));
      return;
    }
    try {
      await navigator.clipboard.writeText(address);
      tell(words.say("link_copied"));
    } catch {
      // A page from disk may have no clipboard: the address is marked, to be copied by hand.
      field.hidden = false;
      field.value = address;
      field.focus();
      field.select();
      tell(words.say("link_to_copy"));
    }
  };
  field.addEventListener("blur", () => (field.hidden = true));
  const hint = words.say("reset_hint");
  return make(
    "div",
    { class: "tools" },
    make("button", { type: "button", id: "reset", title: hint, on: { click: () => link.reset() } }, words.say("reset")),
    make("button", { type: "button", id: "copy-link", on: { click: () => void copy() } }, words.say("copy_link")),
    field,
  );
}
