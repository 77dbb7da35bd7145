// A table that is sorted by the buttons in its head and saved as CSV.
import { toCsv, type CsvCell } from "../csv";
import { download } from "../download";
import { make, replaceContent, type Child } from "../dom";
import type { Words } from "../words";
import { sortRows, type Sorting, type Value } from "./sorting";

export interface Cell {
  /** What it is sorted and saved by. */
  value: Value;
  /** What is shown; the value as text when left out. */
  shown?: Child;
}

export interface Column<Row> {
  head: string;
  /** In a file, where the heading does not stand beside that of another column. */
  headInFile?: string;
  isNumber?: boolean;
  cell(row: Row): Cell;
}

/** What stands in every row of a file, so that it tells by itself what it is of. */
export interface Origin {
  /** Parts of the file's name. */
  names: string[];
  columns: [head: string, value: string][];
}

export interface TableData<Row> {
  /** Name of the tab and of the file. */
  name: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  /** Before the others in a file. */
  codes?: Column<Row>[];
  /** Stays at the end, however the rows are sorted. */
  total?: Row;
  /** Said in place of an empty table. */
  none: string;
  /** Remarks below. */
  notes?: string[];
}

export class DataTable<Row> {
  readonly element = make("div", { class: "data-table" });
  private data!: TableData<Row>;

  constructor(
    private readonly words: Words,
    /** Kept by whoever shows the table, so that it outlives a recount. */
    private sorting: Sorting | null,
    private readonly hasSorted: (sorting: Sorting) => void,
  ) {}

  show(data: TableData<Row>): void {
    this.data = data;
    if (!data.rows.length) {
      replaceContent(this.element, make("p", {}, data.none));
      return;
    }
    const rows = [...this.sorted(), ...(data.total ? [data.total] : [])];
    const body = rows.map((row) => make("tr", { class: row === data.total ? "total" : null }, data.columns.map((column, c) => this.cell(column, row, c))));
    replaceContent(
      this.element,
      make("table", {}, make("thead", {}, make("tr", {}, data.columns.map((column, c) => this.head(column, c)))), make("tbody", {}, body)),
      (data.notes ?? []).map((note) => make("p", { class: "note" }, note)),
    );
  }

  /** The table as it is sorted, as a file that a spreadsheet opens. */
  save({ names, columns: further }: Origin): void {
    const { name, codes = [], total } = this.data;
    const columns = [...codes, ...this.data.columns];
    const values = further.map(([, value]) => value);
    const rows: CsvCell[][] = [...this.sorted(), ...(total ? [total] : [])].map((row) => [...columns.map((column) => column.cell(row).value), ...values]);
    const heads = [...columns.map((column) => column.headInFile ?? column.head), ...further.map(([head]) => head)];
    download(`${[...names, name].join(" - ")}.csv`, toCsv([heads, ...rows], this.words.language), "text/csv");
  }

  private sorted(): readonly Row[] {
    const { rows, columns } = this.data;
    const column = this.sorting && columns[this.sorting.column];
    if (!column) return rows;
    return sortRows(rows, (row) => column.cell(row).value, this.sorting!.isDescending, this.words.language);
  }

  private head(column: Column<Row>, at: number): HTMLElement {
    const { sorting } = this;
    const isSorted = sorting?.column === at;
    const order = isSorted ? (sorting.isDescending ? "descending" : "ascending") : null;
    const button = make("button", { type: "button", class: "sort", id: `sort-${at}`, on: { click: () => this.sortBy(at) } }, column.head);
    return make("th", { scope: "col", "aria-sort": order, class: column.isNumber ? "number" : null }, button);
  }

  /** Names ascend at first, figures descend: the largest is what one looks for. */
  private sortBy(column: number): void {
    const isSame = this.sorting?.column === column;
    const isDescending = isSame ? !this.sorting!.isDescending : Boolean(this.data.columns[column].isNumber);
    this.sorting = { column, isDescending };
    this.hasSorted(this.sorting);
    this.show(this.data);
    this.element.querySelector<HTMLElement>(`#sort-${column}`)?.focus({ preventScroll: true });
  }

  private cell(column: Column<Row>, row: Row, at: number): HTMLElement {
    const { value, shown } = column.cell(row);
    const content = shown === undefined ? String(value ?? "") : shown;
    if (at === 0) return make("th", { scope: "row" }, content);
    return make("td", { class: column.isNumber ? "number" : null }, content);
  }
}
