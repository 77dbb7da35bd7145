// Taking fields out of tables that strangers wrote; what is wrong is noted, never thrown.

/** What is wrong with a plan, to be told in words: `section` and `id` (or `number`) say where. */
export interface PlanProblem {
  code: string;
  values: Record<string, string | number>;
}

export type Table = Record<string, unknown>;

const CODE = /^(\d{6})(?:\d|_\d)?$/;

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

  /** What nobody asked for. */
  others(): Table {
    return Object.fromEntries(Object.entries(this.table).filter(([key]) => !this.asked.has(key)));
  }
}

export function readGmina(text: string): string | null {
  return CODE.exec(text.replace(/\s/g, ""))?.[1] ?? null;
}

/** A value for a message: short, whatever it is. */
function show(value: unknown): string {
  const text = typeof value === "string" ? value : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
