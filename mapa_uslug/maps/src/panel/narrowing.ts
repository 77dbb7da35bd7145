// What narrows the list of services and the places that count: for whom, who runs it, how it is given.
import type { MapData } from "../data";
import { make } from "../dom";
import type { Model } from "../model";
import type { State, Store } from "../store";
import { deliveriesOf, NO_FILTERS, sectorOf } from "../whatif/places";
import type { Words } from "../words";
import { checkbox, rewrite } from "./choice";

/** Letters of deliveries of every type: its own, and those of its places. */
export function lettersOf({ types, services }: Pick<MapData, "types" | "services">): Map<string, Set<string>> {
  const letters = new Map(types.map((type) => [type.code, new Set(type.delivery.split("|").filter(Boolean))]));
  for (const service of services) {
    const ofType = letters.get(service.service_type);
    for (const letter of deliveriesOf(service, "")) ofType?.add(letter);
  }
  return letters;
}

export function isNarrowed({ filters, audience }: State): boolean {
  return Boolean(audience || filters.sectors || filters.deliveries);
}

/** "older people; the gmina, a private body": what is narrowed, in words. */
export function describeNarrowing({ filters, audience }: State, words: Words): string {
  const parts = [
    audience,
    (filters.sectors ?? []).map((sector) => words.of("sectors", sector)).join(", "),
    (filters.deliveries ?? []).map((letter) => words.of("deliveries", letter)).join(", "),
  ];
  return parts.filter(Boolean).join("; ");
}

/** What is narrowed of the places that count; nothing where only the list of services is. */
export function describeFilters(state: State, words: Words): string {
  return describeNarrowing({ ...state, audience: "" }, words);
}

export class Narrowing {
  readonly element = make("div", {});
  private readonly box: HTMLDetailsElement;
  private readonly fields = make("div", {});
  /** Seen also while the fields are folded away. */
  private readonly mark = make("span", { class: "mark-on", hidden: true });
  private readonly line = make("p", { class: "narrowed note", hidden: true });
  private readonly audiences: string[];
  private readonly sectors: string[];
  private readonly letters: string[];

  constructor(
    model: Model,
    private readonly words: Words,
    private readonly store: Store,
  ) {
    const types = model.askableTypes();
    const { services } = model.data;
    this.audiences = [...new Set(types.map((type) => type.target).filter(Boolean))].sort((a, b) => a.localeCompare(b, words.language));
    const sectors = new Set(services.map(sectorOf));
    this.sectors = Object.keys(words.table.sectors ?? {}).filter((sector) => sectors.has(sector));
    const letters = lettersOf(model.data);
    const found = new Set(types.flatMap((type) => [...letters.get(type.code)!]));
    this.letters = Object.keys(words.table.deliveries).filter((letter) => found.has(letter));
    this.box = make("details", { class: "more" }, make("summary", { id: "narrow" }, words.say("narrow"), this.mark), this.fields);
    this.mark.append(" ", words.say("narrow_on"));
    this.element.append(this.box, this.line);
    // Nothing to choose from where the stored answers know all places together only.
    this.box.hidden = !model.canRecount;
  }

  show(state: State): void {
    const { words } = this;
    rewrite(this.fields, this.audienceField(state), this.sectorField(state), this.deliveryField(state));
    this.line.hidden = !isNarrowed(state);
    this.mark.hidden = !isNarrowed(state);
    const clear = make("button", { type: "button", class: "link", id: "narrow-clear", on: { click: () => this.clear() } }, words.say("narrow_clear"));
    rewrite(this.line, make("span", {}, words.say("narrowed", { what: describeNarrowing(state, words) })), " ", clear);
  }

  private clear(): void {
    this.store.change({ filters: NO_FILTERS, audience: "" });
    document.getElementById("narrow")!.focus();
  }

  private audienceField({ audience }: State): HTMLElement {
    const { words } = this;
    const choose = (event: Event) => this.store.change({ audience: (event.target as HTMLSelectElement).value });
    const select = make("select", { id: "audience", on: { change: choose } },
      make("option", { value: "" }, words.say("narrow_any")),
      this.audiences.map((name) => make("option", { value: name }, name)),
    );
    select.value = audience;
    return make("div", { class: "field" }, make("label", { for: "audience" }, words.say("narrow_target")), select);
  }

  private sectorField({ filters }: State): HTMLElement | null {
    const change = (sectors: string[] | null) => this.store.change({ filters: { ...this.store.state.filters, sectors } });
    return this.boxes("sector", "narrow_sector", this.sectors, filters.sectors, "sectors", change);
  }

  private deliveryField({ filters }: State): HTMLElement | null {
    const change = (deliveries: string[] | null) => this.store.change({ filters: { ...this.store.state.filters, deliveries } });
    return this.boxes("delivery", "narrow_delivery", this.letters, filters.deliveries, "deliveries", change);
  }

  /** Checkboxes of which all are checked when nothing is narrowed; to check none would leave nothing, and narrows nothing. */
  private boxes(
    name: string, title: string, values: string[], chosen: readonly string[] | null, group: "sectors" | "deliveries",
    change: (chosen: string[] | null) => void,
  ): HTMLElement | null {
    if (values.length < 2) return null;
    const { words } = this;
    const isChecked = (value: string) => !chosen || chosen.includes(value);
    const rows = values.map((value, i) =>
      checkbox(`${name}-${i}`, words.of(group, value), isChecked(value), (checked) => {
        const now = values.filter((other) => (other === value ? checked : isChecked(other)));
        change(now.length === 0 || now.length === values.length ? null : now);
      }),
    );
    return make("fieldset", { class: "field" }, make("legend", {}, words.say(title)), make("div", { class: "checks" }, rows));
  }
}
