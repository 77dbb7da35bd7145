// A plan: what changes against the area as it is. Plans never change themselves, so that a step back is an old one.
import type { Sharing } from "./data";

/** A new place, standing at the representative point of a populated cell. */
export interface Opened {
  id: string;
  service: string;
  name: string;
  /** Index of the cell. */
  cell: number;
  /** Gmina that runs it; without it the cell's. */
  gmina?: string;
  capacity?: number;
  /** Degrees that a file gave in place of a cell: the cell is then only the nearest one. */
  lon?: number;
  lat?: number;
  approximate?: boolean;
}

export interface CapacityChange {
  id: string;
  capacity: number;
}

/** A limit in place of the catalog's main one, in units. */
export interface ThresholdChange {
  service: string;
  mode: string;
  value: number;
}

export interface Plan {
  readonly name: string;
  readonly open: readonly Opened[];
  /** Ids of places that close. */
  readonly close: readonly string[];
  readonly capacity: readonly CapacityChange[];
  /** Whose services count, in place of the area's own. */
  readonly sharing: Sharing | null;
  /** As read from a file; the limits on the screen are the question's. */
  readonly threshold: readonly ThresholdChange[];
  /** Sections that the page does not know, kept as they are: later versions bring new kinds of change. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** Sections that `scenario run` alone can answer: the page keeps them, and says that it does not count with them. */
export const RUN_ONLY = ["closed", "move", "hours", "share", "territory", "road", "course"];
/** Sections that change nothing that is counted. */
const REMARKS = ["cost"];

export const NO_PLAN: Plan = Object.freeze({
  name: "", open: [], close: [], capacity: [], sharing: null, threshold: [], rest: {},
});

export function openPlace(plan: Plan, opened: Opened): Plan {
  return { ...plan, open: [...plan.open, opened] };
}

/** Changes a new place: its cell (given degrees then hold no longer), name, gmina or capacity. */
export function changeOpened(plan: Plan, id: string, changes: Partial<Omit<Opened, "id">>): Plan {
  const open = plan.open.map((one) => {
    if (one.id !== id) return one;
    const { lon, lat, approximate, ...moved } = one;
    return { ...(changes.cell === undefined ? one : moved), ...changes };
  });
  return { ...plan, open };
}

/** Closes a place: one that a plan opened is gone, and a capacity that changed is forgotten. */
export function closePlace(plan: Plan, id: string): Plan {
  if (plan.open.some((one) => one.id === id)) return { ...plan, open: plan.open.filter((one) => one.id !== id) };
  if (plan.close.includes(id)) return plan;
  return { ...plan, close: [...plan.close, id], capacity: plan.capacity.filter((change) => change.id !== id) };
}

export function reopenPlace(plan: Plan, id: string): Plan {
  return { ...plan, close: plan.close.filter((closed) => closed !== id) };
}

/** Gives a place another capacity; null takes the change back, of a new place it makes the capacity unknown. */
export function setCapacity(plan: Plan, id: string, capacity: number | null): Plan {
  if (plan.open.some((one) => one.id === id)) return changeOpened(plan, id, { capacity: capacity ?? undefined });
  const others = plan.capacity.filter((change) => change.id !== id);
  return { ...reopenPlace(plan, id), capacity: capacity === null ? others : [...others, { id, capacity }] };
}

export function setSharing(plan: Plan, sharing: Sharing | null): Plan {
  return { ...plan, sharing };
}

export function renamePlan(plan: Plan, name: string): Plan {
  return { ...plan, name };
}

/** An id that nothing has yet: nowy-1, nowy-2, ... */
export function makeId(plan: Plan, isTaken: (id: string) => boolean): string {
  const own = new Set(plan.open.map((one) => one.id));
  for (let n = 1; ; n += 1) if (!own.has(`nowy-${n}`) && !isTaken(`nowy-${n}`)) return `nowy-${n}`;
}

export type Change =
  | { kind: "open"; opened: Opened }
  | { kind: "close"; id: string }
  | { kind: "capacity"; id: string; capacity: number }
  | { kind: "sharing"; sharing: Sharing }
  /** Not counted by the page, see `RUN_ONLY`, or unknown to it. */
  | { kind: "other"; name: string };

/** Everything that changes; moved limits are told by the question. */
export function listChanges(plan: Plan): Change[] {
  return [
    ...plan.open.map((opened): Change => ({ kind: "open", opened })),
    ...plan.close.map((id): Change => ({ kind: "close", id })),
    ...plan.capacity.map(({ id, capacity }): Change => ({ kind: "capacity", id, capacity })),
    ...(plan.sharing ? [{ kind: "sharing", sharing: plan.sharing } as Change] : []),
    ...Object.keys(plan.rest).filter((name) => !REMARKS.includes(name)).map((name): Change => ({ kind: "other", name })),
  ];
}

/** Takes one change back. */
export function undoChange(plan: Plan, change: Change): Plan {
  if (change.kind === "open") return closePlace(plan, change.opened.id);
  if (change.kind === "close") return reopenPlace(plan, change.id);
  if (change.kind === "capacity") return setCapacity(plan, change.id, null);
  if (change.kind === "sharing") return setSharing(plan, null);
  const { [change.name]: _rest, ...rest } = plan.rest;
  return { ...plan, rest };
}

export function isEmpty(plan: Plan): boolean {
  return !listChanges(plan).length;
}

/** Limits that a plan sets for a type, by mode. */
export function limitsOf(plan: Plan, service: string): Record<string, number> {
  return Object.fromEntries(plan.threshold.filter((t) => t.service === service).map((t) => [t.mode, t.value]));
}
