// Plans as TOML, the form of `mapa-uslug scenario run`; the checks are those of scenarios/applying.py and thresholds.py.
import { parse, stringify } from "smol-toml";
import type { Sharing } from "./data";
import { NO_PLAN, RUN_ONLY, type CapacityChange, type Opened, type Plan, type ThresholdChange } from "./plan";
import type { PlanScope } from "./plan_scope";
import { Fields, isTable, readGmina, type PlanProblem, type Table } from "./toml_fields";

const MAX_LENGTH = 1_000_000;
const SECTIONS = ["open", "close", "capacity", "threshold"] as const;
/** Largest thresholds of a run, in units; a map may count less far. */
const MOST = { min: 240, m: 25_000 };
const REGIMES = ["open", "own", "partners"];

/** A plan, or everything that keeps the file from being one. */
export interface ReadPlan {
  plan: Plan | null;
  problems: PlanProblem[];
}

export function readPlan(text: string, scope: PlanScope): ReadPlan {
  if (text.length > MAX_LENGTH) return { plan: null, problems: [{ code: "too_long", values: { max: MAX_LENGTH } }] };
  let table: Table;
  try {
    table = parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const { line = 0, column = 0 } = error as { line?: number; column?: number };
    return { plan: null, problems: [{ code: "not_toml", values: { line, column } }] };
  }
  const reader = new PlanReader(table, scope);
  const plan = reader.read();
  return { plan: reader.problems.length ? null : plan, problems: reader.problems };
}

class PlanReader {
  readonly problems: PlanProblem[] = [];
  private readonly root: Fields;

  constructor(
    table: Table,
    private readonly scope: PlanScope,
  ) {
    this.root = new Fields(table, {}, this.problems);
  }

  read(): Plan {
    // A plan not saved yet, as in a link, may have no name.
    const name = this.root.text("name") ?? "";
    const [open, close, capacity, threshold] = SECTIONS.map((section) => this.section(section));
    const plan: Plan = {
      ...NO_PLAN,
      name,
      open: open.map((fields) => this.readOpened(fields)),
      close: close.map((fields) => this.readKnownId(fields, "close")),
      capacity: capacity.map((fields) => this.readCapacity(fields)),
      threshold: threshold.map((fields) => this.readThreshold(fields)),
      sharing: this.readSharing(),
      rest: this.root.others(),
    };
    this.root.noteMisspelt(RUN_ONLY);
    this.checkRepeats(plan);
    return plan;
  }

  private section(section: string): Fields[] {
    return this.root.list(section).flatMap((table, i) => {
      const where = { section, number: i + 1 };
      if (isTable(table)) return [new Fields(table, where, this.problems)];
      this.problems.push({ code: "not_a_table", values: where });
      return [];
    });
  }

  private readOpened(fields: Fields): Opened {
    const id = fields.mustText("id");
    fields.named(id);
    const service = fields.mustText("service");
    const opened: Opened = { id, service, name: fields.text("name") ?? "", cell: -1 };
    if (service && !this.scope.hasType(service)) fields.note("unknown_service", { value: service });
    Object.assign(opened, this.readPlace(fields));
    const gmina = fields.gmina("gmina") ?? opened.gmina;
    const capacity = fields.number("capacity", 0);
    if (gmina === undefined) delete opened.gmina;
    else opened.gmina = gmina;
    if (capacity !== undefined) opened.capacity = capacity;
    if (id && this.scope.hasService(id)) fields.note("duplicate_id", { value: id });
    fields.noteOthers();
    return opened;
  }

  /** The cell, or the one nearest to the degrees given. */
  private readPlace(fields: Fields): Partial<Opened> {
    const problems = this.problems.length;
    const name = fields.text("cell");
    const [lon, lat] = [fields.number("lon", -180, 180), fields.number("lat", -90, 90)];
    const hasPoint = lon !== undefined && lat !== undefined;
    const place = hasPoint ? this.scope.locate(lon, lat) : null;
    if (hasPoint && !place) fields.note("outside", { lon, lat });
    if (name !== undefined) {
      // The cell counts, though there be degrees besides.
      const cell = this.scope.cellOf(name);
      if (cell < 0) fields.note("unknown_cell", { value: name });
      return { cell };
    }
    if (!hasPoint && this.problems.length === problems) fields.note("no_place");
    if (!place) return {};
    const isOwn = !place.gmina || place.gmina === this.scope.gminaOf(place.cell);
    return { cell: place.cell, lon, lat, approximate: true, ...(isOwn ? {} : { gmina: place.gmina }) };
  }

  private readKnownId(fields: Fields, section: string): string {
    const id = fields.mustText("id");
    fields.named(id);
    if (id && !this.scope.hasService(id)) fields.note("unknown_service_id", { value: id });
    if (section === "close") fields.noteOthers();
    return id;
  }

  private readCapacity(fields: Fields): CapacityChange {
    const id = this.readKnownId(fields, "capacity");
    const capacity = fields.mustNumber("capacity", 0) ?? 0;
    fields.noteOthers();
    return { id, capacity };
  }

  private readThreshold(fields: Fields): ThresholdChange {
    const [service, mode] = [fields.mustText("service"), fields.mustText("mode")];
    fields.named(`${service}, ${mode}`);
    const value = fields.mustNumber("value", 0) ?? 0;
    const range = this.scope.limitRange(service, mode);
    if (service && !this.scope.hasType(service)) fields.note("unknown_service", { value: service });
    else if (service && mode && !range) fields.note("unknown_mode", { value: mode });
    else if (range && (value < range.min || value > MOST[range.unit] || value % range.step !== 0)) {
      fields.note("threshold", { value, min: range.min, max: MOST[range.unit], step: range.step });
    }
    fields.noteOthers();
    return { service, mode, value };
  }

  private readSharing(): Sharing | null {
    const table = this.root.take("partners");
    if (table === undefined) return null;
    if (!isTable(table)) {
      this.problems.push({ code: "not_a_table", values: { section: "partners" } });
      return null;
    }
    const fields = new Fields(table, { section: "partners" }, this.problems);
    const regime = fields.text("regime") ?? "open";
    if (!REGIMES.includes(regime)) fields.note("unknown_regime", { value: regime });
    const groups = fields.list("groups").map((group) => this.readGroup(group, fields));
    fields.noteOthers();
    return { regime: regime as Sharing["regime"], groups };
  }

  private readGroup(group: unknown, fields: Fields): string[] {
    if (!Array.isArray(group)) {
      fields.note("not_a_list", { key: "groups" });
      return [];
    }
    return group.map((code) => {
      const gmina = typeof code === "string" ? readGmina(code) : null;
      if (gmina === null) fields.note("not_a_gmina", { key: "groups", value: String(code).slice(0, 60) });
      return gmina ?? "";
    });
  }

  private checkRepeats(plan: Plan): void {
    const note = (code: string, section: string, ids: string[]) => {
      const repeated = new Set(ids.filter((id, i) => id && ids.indexOf(id) !== i));
      for (const value of repeated) this.problems.push({ code, values: { section, value } });
    };
    note("duplicate_id", "open", plan.open.map((one) => one.id));
    note("changed_twice", "", [...plan.close, ...plan.capacity.map((change) => change.id)]);
    note("changed_twice", "threshold", plan.threshold.map((one) => `${one.service}, ${one.mode}`));
  }
}

/** The file of a plan; comment lines stand above all. */
export function writePlan(plan: Plan, cellIds: readonly string[], comment: readonly string[] = []): string {
  const table: Table = {
    name: plan.name,
    open: plan.open.map((one) => writeOpened(one, cellIds)),
    close: plan.close.map((id) => ({ id })),
    capacity: plan.capacity.map(({ id, capacity }) => ({ id, capacity })),
    threshold: plan.threshold.map((one) => ({ ...one })),
    ...(plan.sharing ? { partners: { ...plan.sharing } } : {}),
    ...plan.rest,
  };
  for (const section of SECTIONS) if (!(table[section] as unknown[]).length) delete table[section];
  const lines = comment.flatMap((line) => line.split(/[\r\n]+/)).map((line) => `# ${line.replace(/[\0-\x08\x0b-\x1f\x7f]/g, " ")}\n`);
  return lines.join("") + stringify(table);
}

function writeOpened({ id, service, name, cell, gmina, capacity, lon, lat, approximate }: Opened, cellIds: readonly string[]): Table {
  return {
    id, service, ...(name ? { name } : {}), ...(approximate ? { lon, lat } : { cell: cellIds[cell] }),
    ...(gmina ? { gmina } : {}), ...(capacity === undefined ? {} : { capacity }),
  };
}
