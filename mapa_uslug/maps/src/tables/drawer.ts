// The drawer of tables: everything that the map shows, for reading, for the keyboard and for saving.
import { make, replaceContent } from "../dom";
import { nameOf } from "../further_layers";
import type { Model } from "../model";
import { recounts, type Actions, type State, type StateView } from "../store";
import type { Words } from "../words";
import type { TableContext } from "./context";
import { furtherTable } from "./further";
import { gminaTable } from "./gminas";
import { placeTable } from "./places";
import type { Sorting } from "./sorting";
import { spotTable } from "./spots";
import { summarise } from "./summary";
import { originOf } from "./origin";
import { DataTable, type TableData } from "./table";

interface Tab {
  id: string;
  label: string;
  // The rows of one table are those that its own columns know.
  build(context: TableContext): TableData<never>;
}

export class Tables implements StateView {
  private readonly toggle: HTMLButtonElement;
  private readonly body: HTMLElement;
  private readonly tabs: Tab[];
  private readonly sortings = new Map<string, Sorting>();
  private tab = "spots";
  private isOpen = false;
  private state!: State;

  constructor(
    root: HTMLElement,
    private readonly model: Model,
    private readonly words: Words,
    private readonly actions: Actions,
  ) {
    this.tabs = [
      { id: "spots", label: words.say("spots"), build: spotTable as Tab["build"] },
      { id: "places", label: words.say("places"), build: placeTable as Tab["build"] },
      { id: "gminas", label: words.say("gminas"), build: gminaTable as Tab["build"] },
      ...(model.data.layers ?? []).map((layer) => ({
        id: nameOf(layer).replace(".", "-"), label: layer.title, build: ((context) => furtherTable(context, layer)) as Tab["build"],
      })),
    ];
    this.toggle = make("button", {
      type: "button", class: "drawer-toggle", id: "tables-toggle", "aria-expanded": "false", "aria-controls": "tables",
      on: { click: () => this.setOpen(!this.isOpen) },
    });
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
    if (isOpen && this.state) {
      this.actions.clearSheet();
      this.write();
    }
    this.actions.resize();
  }

  show(state: State, changes: Partial<State>): void {
    this.state = state;
    // A closed drawer is written when it opens, so that a slider does not wait for it.
    if (this.isOpen && recounts(changes)) this.write();
  }

  /** All tables one under another, for paper; gives what takes them away again. */
  writeForPrint(): () => void {
    const context = this.contextOf(this.state);
    const parts = this.tabs.map((tab) => {
      const data = tab.build(context);
      const table = new DataTable<never>(this.words, this.sortings.get(tab.id) ?? null, () => undefined);
      table.show(data);
      return make("section", {}, make("h2", {}, tab.label), table.element);
    });
    const paper = make("div", { class: "paper-tables" }, parts);
    this.body.after(paper);
    return () => paper.remove();
  }

  summary(): string[] {
    return summarise(this.contextOf(this.state));
  }

  private contextOf(state: State): TableContext {
    const answer = this.model.answer(state.question, state.plan, state.filters);
    return { model: this.model, words: this.words, state, answer, actions: this.actions };
  }

  private write(): void {
    const { words } = this;
    const focused = document.activeElement?.id;
    const context = this.contextOf(this.state);
    const tab = this.tabs.find((one) => one.id === this.tab)!;
    const table = new DataTable<never>(words, this.sortings.get(tab.id) ?? null, (sorting) => this.sortings.set(tab.id, sorting));
    table.show(tab.build(context));
    const save = make("button", { type: "button", class: "act", id: "save-csv", on: { click: () => table.save(originOf(context)) } }, words.say("save_csv"));
    const scrolled = document.getElementById("table")?.scrollTop ?? 0;
    replaceContent(
      this.body,
      make("div", { class: "tab-bar" }, this.tabList(), save),
      make(
        "div",
        { role: "tabpanel", id: "table", class: "table-scroll", "aria-labelledby": `tab-${tab.id}`, tabindex: "0" },
        make("p", { class: "summary" }, summarise(context).join(" ")),
        table.element,
      ),
    );
    document.getElementById("table")!.scrollTop = scrolled;
    // Without moving the page: only the row of tabs scrolls.
    const row = this.body.querySelector<HTMLElement>("[role=tablist]")!;
    const chosen = row.querySelector<HTMLElement>("[aria-selected=true]")!;
    row.scrollLeft = chosen.offsetLeft - row.offsetLeft - Math.max(0, (row.clientWidth - chosen.offsetWidth) / 2);
    if (focused && this.body.querySelector(`#${CSS.escape(focused)}`)) document.getElementById(focused)!.focus({ preventScroll: true });
  }

  private tabList(): HTMLElement {
    const tabs = this.tabs.map((tab) =>
      make("button", {
        type: "button", role: "tab", id: `tab-${tab.id}`, "aria-selected": String(tab.id === this.tab), "aria-controls": "table",
        tabindex: tab.id === this.tab ? "0" : "-1",
        on: { click: () => this.choose(tab.id), keydown: (event) => this.step(event) },
      }, tab.label),
    );
    return make("div", { role: "tablist", "aria-label": this.words.say("drawer") }, tabs);
  }

  private choose(id: string): void {
    this.tab = id;
    this.write();
    document.getElementById(`tab-${id}`)!.focus({ preventScroll: true });
    document.getElementById("table")!.scrollTop = 0;
  }

  private step(event: KeyboardEvent): void {
    const count = this.tabs.length;
    const at = this.tabs.findIndex((tab) => tab.id === this.tab);
    const steps: Record<string, number | undefined> = { ArrowRight: at + 1, ArrowLeft: at - 1 + count, Home: 0, End: count - 1 };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.choose(this.tabs[next % count].id);
  }
}
