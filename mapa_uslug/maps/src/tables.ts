// The drawer of tables: everything that the map shows, for reading and for the keyboard.
import { gminasOf, nearestTo, spotName } from "./cards";
import { make, replaceContent, tame, type Child } from "./dom";
import { FULL, STATES, type Model } from "./model";
import type { Actions, State, StateView } from "./page_state";
import type { NumberedAnswer, LevelQuestion } from "./stored";
import type { Words } from "./words";

type TabName = "spots" | "places" | "gminas";

export class Tables implements StateView {
  private readonly toggle: HTMLButtonElement;
  private readonly body: HTMLElement;
  private tab: TabName = "spots";
  private isOpen = false;
  private state!: State;

  constructor(
    root: HTMLElement,
    private readonly model: Model,
    private readonly words: Words,
    private readonly actions: Actions,
  ) {
    this.toggle = make("button", { type: "button", class: "drawer-toggle", "aria-expanded": "false", "aria-controls": "tables", on: { click: () => this.setOpen(!this.isOpen) } });
    this.body = make("div", { id: "tables", class: "tables", hidden: true });
    root.append(this.toggle, this.body);
    this.setOpen(false);
  }

  private setOpen(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.body.hidden = !isOpen;
    this.toggle.setAttribute("aria-expanded", String(isOpen));
    this.toggle.textContent = this.words.say(isOpen ? "close_tables" : "open_tables");
    document.body.classList.toggle("has-tables", isOpen);
    this.actions.resize();
  }

  show(state: State): void {
    this.state = state;
    const { words, model } = this;
    const { question } = state;
    const answer = model.stored.answer(question)!;
    const tables: Record<TabName, [label: string, build: () => Child | Child[]]> = {
      spots: [words.say("spots"), () => this.spotTable(question)],
      places: [words.say("places"), () => this.placeTable(question)],
      gminas: [words.say("gminas"), () => this.gminaTable(question, answer)],
    };
    const names = Object.keys(tables) as TabName[];
    const tabs = names.map((name) =>
      make("button", {
        type: "button", role: "tab", id: `tab-${name}`, "aria-selected": String(name === this.tab), "aria-controls": "table",
        tabindex: name === this.tab ? "0" : "-1",
        on: { click: () => this.choose(name), keydown: (event) => this.step(event, names) },
      }, tables[name][0]),
    );
    const title = words.say("chosen", { service: model.types.get(question.type)!.name, limit: words.limits(answer.limits) });
    replaceContent(
      this.body,
      make("div", { class: "tab-bar" }, make("div", { role: "tablist", "aria-label": words.say("drawer") }, tabs), make("p", { class: "note" }, title)),
      make("div", { role: "tabpanel", id: "table", class: "table-scroll", "aria-labelledby": `tab-${this.tab}`, tabindex: "0" }, tables[this.tab][1]()),
    );
  }

  private choose(name: TabName): void {
    this.tab = name;
    this.show(this.state);
    document.getElementById(`tab-${name}`)!.focus();
  }

  private step(event: KeyboardEvent, names: TabName[]): void {
    const shifts: Record<string, number | undefined> = { ArrowRight: 1, ArrowLeft: -1 };
    const shift = shifts[event.key];
    if (!shift) return;
    event.preventDefault();
    this.choose(names[(names.indexOf(this.tab) + shift + names.length) % names.length]);
  }

  private spotTable(question: LevelQuestion): HTMLElement {
    const { words, model } = this;
    const spots = model.stored.whiteSpotsOf(question);
    if (!spots.length) return make("p", {}, words.say("no_spots"));
    const rows = spots.map((spot) => [
      this.button(spotName(spot, words), () => this.actions.openSpot(spot)),
      gminasOf(spot, model),
      words.people(spot.people),
      spot.people_target === null ? "–" : words.number(spot.people_target),
      spot.over === null ? "–" : words.amount(Math.round(spot.over), spot.unit),
      nearestTo(spot, model, words),
    ]);
    const heads = ["localities", "gmina", "people", "target_group", "over", "nearest"];
    return this.table(heads.map((key) => words.say(key)), rows, [2, 3, 4]);
  }

  private placeTable(question: LevelQuestion): HTMLElement {
    const { words, model } = this;
    const services = model.servicesOf(question.type);
    if (!services.length) return make("p", {}, words.say("no_places"));
    const rows = services.map((service) => [
      this.button(tame(service.provider, 120), () => this.actions.openPlace(service.index)),
      tame(model.gminaName(service.gmina_teryt), 60),
      [service.locality, service.address].filter(Boolean).map((part) => tame(part, 80)).join(", "),
      words.position(service),
      service.capacity === undefined ? "–" : `${words.number(service.capacity)} ${tame(service.capacity_unit ?? "", 30)}`,
      tame(service.hours, 80),
      tame(service.contact, 80),
      tame(service.source_date, 20),
    ]);
    const heads = ["provider", "gmina", "address", "position", "capacity", "hours", "contact", "source_date"];
    return this.table(heads.map((key) => words.say(key)), rows, [4]);
  }

  private gminaTable(question: LevelQuestion, answer: NumberedAnswer): Child | Child[] {
    const { words, model } = this;
    const { gminas, total } = model.stored.sumsOf(answer, question.group);
    const figures = (n: number, i: number, people: number) =>
      i === FULL && !answer.is_capacity_known ? ["–", "–"] : [words.number(n), words.percent(n, people)];
    const line = (name: Child, sums: number[]) => {
      const people = sums.reduce((a, b) => a + b, 0);
      return [name, words.number(people), ...sums.flatMap((n, i) => figures(n, i, people))];
    };
    const rows = model.data.gminas
      .map((gmina, g) => ({ gmina, sums: gminas[g] }))
      .filter(({ sums }) => sums.some((n) => n > 0))
      .map(({ gmina, sums }) => line(this.button(tame(gmina.name, 60), () => this.actions.showGmina(gmina)), sums));
    const heads = [words.say("gmina"), words.say("people"), ...STATES.flatMap((_, i) => [words.table.states[i], "%"])];
    const table = this.table(heads, [...rows, line(words.say("total"), total)], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    if (answer.is_capacity_known) return table;
    return [table, make("p", { class: "note" }, `${words.table.states[FULL]}: – ${words.say("capacity_not_assessed")}.`)];
  }

  private button(label: string, click: () => void): HTMLElement {
    return make("button", { type: "button", class: "link", title: this.words.say("show", { name: label }), on: { click } }, label);
  }

  private table(heads: string[], rows: Child[][], numeric: number[]): HTMLElement {
    const kind = (column: number): { class?: string } => (numeric.includes(column) ? { class: "number" } : {});
    return make(
      "table",
      {},
      make("thead", {}, make("tr", {}, heads.map((head, c) => make("th", { scope: "col", ...kind(c) }, head)))),
      make("tbody", {}, rows.map((row) => make("tr", {}, row.map((value, c) => (c === 0 ? make("th", { scope: "row" }, value) : make("td", kind(c), value)))))),
    );
  }
}
