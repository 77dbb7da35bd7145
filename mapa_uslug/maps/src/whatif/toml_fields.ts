// Taking fields out of tables that strangers wrote; what is wrong is noted, never thrown.

/** What is wrong with a plan, to be told in words: `section` and `id` (or `number`) say where. */
export interface PlanProblem {
  code: string;
  values: Record<string, string | number>;
}

/** Two slips may be made in a long word, and no more than that in any. */
const [LONG_KEY, LONGEST_KEY] = [7, 20];

export type Table = Record<string, unknown>;

/** As contracts/teryt.py takes them. */
const CODE = /^(\d{6,7})(?:\.0+)?$|^(\d{6})_(\d)$/;
const KINDS = "1234589";
const UNOFFICIAL_PREFIX = "00";

export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The fields of one table; those that are asked for are known, the others are left over. */
export class Fields {
  private readonly asked = new Set<string>();

  constructor(
    private readonly table: Table,
    private readonly where: Record<string, string | number>,
    readonly problems: PlanProblem[],
  ) {}

  note(code: string, values: Record<string, string | number> = {}): void {
    this.problems.push({ code, values: { ...this.where, ...values } });
  }

  /** Later problems name the change by its id. */
  named(id: string): void {
    if (id) this.where.id = id;
  }

  text(key: string): string | undefined {
    const value = this.take(key);
    if (value === undefined || typeof value === "string") return value;
    this.note("not_text", { key });
    return undefined;
  }

  /** A text that must be given. */
  mustText(key: string): string {
    const hadProblems = this.problems.length;
    const value = this.text(key);
    if (value) return value;
    if (this.problems.length === hadProblems) this.note("missing", { key });
    return "";
  }

  number(key: string, min: number, max = Infinity): number | undefined {
    const value = this.take(key);
    if (value === undefined) return undefined;
    if (typeof value !== "number" || !Number.isFinite(value)) this.note("not_a_number", { key, value: show(value) });
    else if (value < min || value > max) this.note("out_of_range", { key, value, min, ...(max < Infinity ? { max } : {}) });
    else return value;
    return undefined;
  }

  mustNumber(key: string, min: number, max = Infinity): number | undefined {
    if (this.table[key] === undefined) this.note("missing", { key });
    return this.number(key, min, max);
  }

  /** The six digits of a gmina's code, which may come with the seventh. */
  gmina(key: string): string | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const code = readGmina(text);
    if (code === null) this.note("not_a_gmina", { key, value: show(text) });
    return code ?? undefined;
  }

  list(key: string): unknown[] {
    const value = this.take(key);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    this.note("not_a_list", { key });
    return [];
  }

  take(key: string): unknown {
    this.asked.add(key);
    return Object.prototype.hasOwnProperty.call(this.table, key) ? this.table[key] : undefined;
  }

  /** Every key that nobody asked for is a mistake. */
  noteOthers(): void {
    for (const key of Object.keys(this.others())) {
      const near = this.near(key);
      this.note(near ? "misspelt" : "unknown_key", { key: show(key), near });
    }
  }

  /** Of the keys that nobody asked for those that look like one that is known; but for some that mean something elsewhere. */
  noteMisspelt(meant: readonly string[] = []): void {
    for (const key of Object.keys(this.others())) {
      if (this.near(key) && !meant.includes(key)) this.note("misspelt", { key: show(key), near: this.near(key) });
    }
  }

  private near(key: string): string {
    if (key.length > LONGEST_KEY) return "";
    return [...this.asked].find((known) => countSlips(key.toLowerCase(), known) <= (known.length < LONG_KEY ? 1 : 2)) ?? "";
  }

  /** What nobody asked for. */
  others(): Table {
    return Object.fromEntries(Object.entries(this.table).filter(([key]) => !this.asked.has(key)));
  }
}

export function readGmina(text: string): string | null {
  const match = CODE.exec(text.replace(/\s/g, ""));
  if (!match) return null;
  const digits = match[1] ?? match[2] + match[3];
  const [code, kind] = [digits.slice(0, 6), digits.slice(6)];
  const voivodeship = Number(code.slice(0, 2));
  const isPossible = voivodeship >= 2 && voivodeship <= 32 && voivodeship % 2 === 0
    && code.slice(2, 4) !== "00" && code.slice(4) !== "00" && KINDS.includes(kind);
  return isPossible || code.startsWith(UNOFFICIAL_PREFIX) ? code : null;
}

/** Letters that must be added, left out, changed or swapped to make one word of another. */
function countSlips(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i + j));
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const changed = rows[i - 1][j - 1] + Number(a[i - 1] !== b[j - 1]);
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, changed);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.length][b.length];
}

/** A value for a message: short, whatever it is. */
function show(value: unknown): string {
  const text = typeof value === "string" ? value : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
