// The drawer of tables: gminas and places of both maps, for reading, for the keyboard and for saving.
import type { Gmina, Service } from "../data";
import { make, replaceContent, tame } from "../dom";
import { FULL, STATES, type Answer, type Place } from "../model";
import { addressOf } from "../naming";
import { makeDifference, sumOf } from "../panel/result";
import type { Sorting } from "../tables/sorting";
import { DataTable, type Cell, type Column, type TableData } from "../tables/table";
import type { Words } from "../words";
import type { Result } from "./result";
import type { Shown } from "./session";
import { bothOf, type Pair, type Side } from "./sides";

interface Context {
  words: Words;
  sides: Pair<Side>;
  shown: Shown;
  result: Result;
  /** Over the same ground: people of other areas are no difference. */
  isShared: boolean;
}

interface GminaRow {
  name: string;
  gmina: Gmina | null;
  /** People by state; null where the map does not have the gmina. */
  sums: Pair<number[] | null>;
}

interface PlaceRow {
  service: Service;
  name: string;
  gmina: string;
  places: Pair<Place | null>;
}

const NOTHING: Cell = { value: null, shown: "–" };

export function gminaTable(context: Context, show: (gmina: Gmina) => void): TableData<GminaRow> {
  const { words, sides, shown, result, isShared } = context;
  const sums = bothOf(sides, (_, number) => result.answers[number]?.sums(shown.questions[number].group) ?? null);
  const rows = new Map<string, GminaRow>();
  sides.forEach(({ data, number }) =>
    data.gminas.forEach((gmina, g) => {
      const own = sums[number]?.gminas[g] ?? null;
      if (!own || !sumOf(own)) return;
      const row = rows.get(gmina.teryt) ?? { name: tame(gmina.name, 60), gmina, sums: [null, null] };
      rows.set(gmina.teryt, { ...row, sums: number === 0 ? [own, row.sums[1]] : [row.sums[0], own] });
    }),
  );
  const figures: { head: string; of(sums: number[], answer: Answer): number | null }[] = [
    { head: words.say("people"), of: (own) => sumOf(own) },
    ...STATES.map((_, i) => ({ head: words.table.states[i], of: (own: number[], answer: Answer) => (i === FULL && !answer.isCapacityKnown ? null : own[i]) })),
  ];
  const name: Column<GminaRow> = { head: words.say("gmina"), cell: (row) => nameCell(row) };
  const columns = [name, ...figures.flatMap(({ head, of }) => tripleOf(words, isShared, head, (row: GminaRow) => bothOf(row.sums, (own, number) => (own ? of(own, result.answers[number]!) : null))))];
  const notes = [...rows.values()].some((row) => row.sums.some((own) => own === null)) ? [words.say("only_here")] : [];
  const total: GminaRow = { name: words.say("total"), gmina: null, sums: bothOf(sums, (own) => own?.total ?? null) };
  return { name: words.say("gminas"), columns, rows: [...rows.values()], total, none: words.say("no_answer"), notes };

  function nameCell(row: GminaRow): Cell {
    const { gmina } = row;
    if (!gmina) return { value: row.name };
    const button = make("button", { type: "button", class: "link", title: words.say("show", { name: row.name }), on: { click: () => show(gmina) } }, row.name);
    return { value: row.name, shown: button };
  }
}

/** A figure on the first map, on the second, and the difference with its sign where both are of the same. */
function tripleOf<Row>(words: Words, isShared: boolean, head: string, figures: (row: Row) => Pair<number | null>): Column<Row>[] {
  const short = words.table.side_short as string[];
  const figure = (value: number | null): Cell => (value === null ? NOTHING : { value, shown: words.number(value, Number.isInteger(value) ? 0 : 1) });
  const columns: Column<Row>[] = [
    { head: `${head}: ${short[0]}`, isNumber: true, cell: (row) => figure(figures(row)[0]) },
    { head: `${head}: ${short[1]}`, isNumber: true, cell: (row) => figure(figures(row)[1]) },
    {
      head: words.say("difference"), isNumber: true,
      cell: (row) => {
        const [first, second] = figures(row);
        return first === null || second === null ? NOTHING : { value: second - first, shown: makeDifference(words, second - first) };
      },
    },
  ];
  return isShared ? columns : columns.slice(0, 2);
}

export function placeTable({ words, sides, shown, isShared }: Context): TableData<PlaceRow> {
  const kinds = words.table.place_kinds as Record<string, string>;
  const places = bothOf(sides, ({ model }, number) => model.places(shown.questions[number].type));
  const rows = new Map<string, PlaceRow>();
  sides.forEach(({ model, data, number }) =>
    places[number].forEach((place) => {
      // Ids of two areas' registers may be the same by chance: the service tells them apart.
      const key = JSON.stringify([place.type, place.id]);
      const row = rows.get(key) ?? {
        service: data.services[place.index], name: tame(place.provider, 120), gmina: tame(model.gminaName(place.gmina), 60), places: [null, null],
      };
      rows.set(key, { ...row, places: number === 0 ? [place, row.places[1]] : [row.places[0], place] });
    }),
  );
  const standing = ({ places: [first, second] }: PlaceRow) => {
    if (first && second) return first.capacity === second.capacity ? "both" : "capacity";
    return first ? "first" : "second";
  };
  const sorted = [...rows.values()].sort((a, b) => Number(standing(a) === "both") - Number(standing(b) === "both"));
  const capacity = (row: PlaceRow) => bothOf(row.places, (place) => place?.capacity ?? null);
  const columns: Column<PlaceRow>[] = [
    { head: words.say("provider"), cell: ({ name }) => ({ value: name }) },
    { head: words.say("gmina"), cell: ({ gmina }) => ({ value: gmina }) },
    { head: words.say("address"), cell: ({ service }) => ({ value: service ? addressOf(service) : "" }) },
    { head: words.say("differs"), cell: (row) => ({ value: kinds[standing(row)] }) },
    ...tripleOf(words, isShared, words.say("capacity"), capacity),
  ];
  return { name: words.say("places"), columns, rows: sorted, none: words.say("no_places") };
}

const TABS = ["gminas", "places"] as const;
type TabName = (typeof TABS)[number];

export class ComparisonTables {
  private readonly toggle: HTMLButtonElement;
  private readonly body = make("div", { id: "tables", class: "tables", hidden: true });
  private readonly sortings = new Map<TabName, Sorting>();
  private tab: TabName = "gminas";
  private isOpen = false;
  private context!: Context;

  constructor(
    root: HTMLElement,
    private readonly words: Words,
    private readonly showGmina: (gmina: Gmina) => void,
    private readonly resize: () => void,
  ) {
    this.toggle = make("button", {
      type: "button", class: "drawer-toggle", id: "tables-toggle", "aria-controls": "tables", on: { click: () => this.setOpen(!this.isOpen) },
    });
    root.append(this.toggle, this.body);
    this.setOpen(false);
  }

  show(context: Context): void {
    this.context = context;
    // A closed drawer is written when it opens, so that a slider does not wait for it.
    if (this.isOpen) this.write();
  }

  /** All tables one under another, for paper; gives what takes them away again. */
  writeForPrint(): () => void {
    const parts = TABS.map((tab) => make("section", {}, make("h2", {}, this.words.say(tab)), this.tableOf(tab).element));
    const paper = make("div", { class: "paper-tables" }, parts);
    this.body.after(paper);
    return () => paper.remove();
  }

  private setOpen(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.body.hidden = !isOpen;
    this.toggle.setAttribute("aria-expanded", String(isOpen));
    this.toggle.textContent = this.words.say(isOpen ? "close_tables" : "open_tables");
    document.body.classList.toggle("has-tables", isOpen);
    if (isOpen) this.write();
    this.resize();
  }

  private tableOf(tab: TabName): DataTable<never> {
    const table = new DataTable<never>(this.words, this.sortings.get(tab) ?? null, (sorting) => this.sortings.set(tab, sorting));
    table.show((tab === "gminas" ? gminaTable(this.context, this.showGmina) : placeTable(this.context)) as unknown as TableData<never>);
    return table;
  }

  private write(): void {
    const { words } = this;
    const focused = document.activeElement?.id;
    const table = this.tableOf(this.tab);
    const area = [...new Set(this.context.sides.map(({ data }) => data.name))].join(" - ");
    const save = make("button", { type: "button", class: "act", id: "save-csv", on: { click: () => table.save({ names: [area], columns: [] }) } }, words.say("save_csv"));
    replaceContent(
      this.body,
      make("div", { class: "tab-bar" }, this.tabList(), save),
      make("div", { role: "tabpanel", id: "table", class: "table-scroll", "aria-labelledby": `tab-${this.tab}`, tabindex: "0" }, table.element),
    );
    if (focused && this.body.querySelector(`#${CSS.escape(focused)}`)) document.getElementById(focused)!.focus({ preventScroll: true });
  }

  private tabList(): HTMLElement {
    const tabs = TABS.map((tab) =>
      make("button", {
        type: "button", role: "tab", id: `tab-${tab}`, "aria-selected": String(tab === this.tab), "aria-controls": "table",
        tabindex: tab === this.tab ? "0" : "-1", on: { click: () => this.choose(tab), keydown: (event) => this.step(event) },
      }, this.words.say(tab)),
    );
    return make("div", { role: "tablist", "aria-label": this.words.say("drawer") }, tabs);
  }

  private choose(tab: TabName): void {
    this.tab = tab;
    this.write();
    document.getElementById(`tab-${tab}`)!.focus();
  }

  private step(event: KeyboardEvent): void {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    event.preventDefault();
    this.choose(TABS[1 - TABS.indexOf(this.tab)]);
  }
}
