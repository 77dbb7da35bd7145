// Search: one field for places, gminas, localities, providers and addresses.
import { Combobox, type Offer } from "./combobox";
import type { Gmina, LatLng } from "./data";
import { tame } from "./dom";
import type { Model } from "./model";
import { addressOf } from "./naming";
import { SearchIndex, type Entry } from "./search_index";
import type { Actions, State } from "./store";
import type { Words } from "./words";

const MOST = 8;

type Found =
  | { kind: "place"; id: string }
  | { kind: "gmina"; gmina: Gmina }
  | { kind: "spot"; at: LatLng; name: string };

interface FoundOffer extends Offer {
  target: Found;
}

/** What the data hold that can be searched for; places added on the map come with the state. */
export function listEntries(model: Model, words: Words, plan: State["plan"]): Entry<Found>[] {
  const entries: Entry<Found>[] = [];
  for (const gmina of model.data.gminas) {
    entries.push({ label: tame(gmina.name, 80), kind: words.say("gmina"), target: { kind: "gmina", gmina }, rank: 0 });
  }
  const named = new Set<string>();
  for (const [name, , lon, lat] of model.data.place_names) {
    const label = tame(name, 80);
    named.add(label);
    entries.push({ label, kind: words.say("locality"), target: { kind: "spot", at: [lat, lon], name: label }, rank: 1 });
  }
  for (const [name, gmina, at] of unnamedLocalities(model, named)) {
    entries.push({ label: name, kind: `${words.say("locality")}, ${gmina}`, target: { kind: "spot", at, name }, rank: 1 });
  }
  for (const service of model.data.services) {
    const type = model.types.get(service.service_type)?.name ?? service.service_type;
    const kind = [type, addressOf(service)].filter(Boolean).join("; ");
    entries.push({ label: tame(service.provider, 100), kind, also: kind, target: { kind: "place", id: service.service_id }, rank: 2 });
  }
  for (const opened of plan.open) {
    const type = model.types.get(opened.service)?.name ?? opened.service;
    const kind = `${type}; ${words.say("place_new")}`;
    entries.push({ label: tame(opened.name, 100), kind, also: kind, target: { kind: "place", id: opened.id }, rank: 2 });
  }
  return entries;
}

/** Localities of cells that no name on the map stands for: name, gmina and the point of their first cell. */
function unnamedLocalities(model: Model, named: Set<string>): [name: string, gmina: string, at: LatLng][] {
  const { cells, data } = model;
  const found = new Map<string, [string, string, LatLng]>();
  for (let c = 0; c < cells.count; c += 1) {
    if (!cells.locality[c]) continue;
    const key = `${cells.locality[c]}|${cells.gmina[c]}`;
    if (found.has(key)) continue;
    const name = tame(data.localities[cells.locality[c] - 1], 80);
    if (!named.has(name)) found.set(key, [name, tame(data.gminas[cells.gmina[c]].name, 60), model.atOf(c)]);
  }
  return [...found.values()];
}

export class Search {
  readonly element: HTMLElement;
  private index: SearchIndex<Found> | null = null;
  private plan: State["plan"] | null = null;

  constructor(
    private readonly model: Model,
    private readonly words: Words,
    private readonly stateOf: () => State,
    private readonly actions: Pick<Actions, "openPlace" | "showGmina" | "showPoint">,
  ) {
    const box = new Combobox<FoundOffer>({
      id: "search", label: words.say("search"), isCompact: true, none: words.say("search_none"),
      find: (query) => this.find(query),
      choose: ({ target }) => this.goTo(target),
    });
    box.element.classList.add("search");
    box.element.setAttribute("role", "search");
    this.element = box.element;
  }

  private find(query: string): FoundOffer[] {
    const { plan } = this.stateOf();
    if (!this.index || this.plan !== plan) {
      this.index = new SearchIndex(listEntries(this.model, this.words, plan));
      this.plan = plan;
    }
    return this.index.find(query, MOST).map(({ label, kind, target }) => ({ label, note: kind, target }));
  }

  private goTo(target: Found): void {
    if (target.kind === "place") this.actions.openPlace(target.id);
    else if (target.kind === "gmina") this.actions.showGmina(target.gmina);
    else this.actions.showPoint(target.at, target.name);
  }
}
