// The order of a table's rows by one of its columns.

/** What a cell is sorted and saved by; null is not known. */
export type Value = string | number | null;

export interface Sorting {
  column: number;
  isDescending: boolean;
}

/** Rows in a new order, ties as they were; what is not known comes last either way. */
export function sortRows<Row>(rows: readonly Row[], valueOf: (row: Row) => Value, isDescending: boolean, language: string): Row[] {
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  const keyed = rows.map((row, at) => ({ row, at, value: valueOf(row) }));
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null) || a.at - b.at;
    const order = compare(a.value, b.value, collator);
    return (isDescending ? -order : order) || a.at - b.at;
  });
  return keyed.map(({ row }) => row);
}

function compare(a: string | number, b: string | number, collator: Intl.Collator): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return collator.compare(String(a), String(b));
}
