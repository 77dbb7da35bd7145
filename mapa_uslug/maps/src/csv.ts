// Tables as CSV that a spreadsheet opens in the page's language, and in which no cell of a stranger's is a formula.

/** A cell; null is one that is empty. */
export type CsvCell = string | number | null;

/** Tells the spreadsheet that the letters are UTF-8. */
const MARK = "\ufeff";
const LINE = "\r\n";
/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** Text of a file: columns part at semicolons in Polish, where the comma is the decimal sign, else at commas. */
export function toCsv(rows: readonly (readonly CsvCell[])[], language: string): string {
  const isPolish = language === "pl";
  const separator = isPolish ? ";" : ",";
  const written = rows.map((row) => row.map((cell) => quote(write(cell, isPolish), separator)).join(separator));
  return MARK + written.join(LINE) + LINE;
}

function write(cell: CsvCell, isPolish: boolean): string {
  if (cell === null) return "";
  if (typeof cell === "number") return isPolish ? String(cell).replace(".", ",") : String(cell);
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

function quote(text: string, separator: string): string {
  const mustQuote = text.includes(separator) || /["\r\n]/.test(text);
  return mustQuote ? `"${text.replaceAll('"', '""')}"` : text;
}
