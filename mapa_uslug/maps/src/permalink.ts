// The state of the page as the fragment of its address: readable for what is simple (`#usluga=DDP&srodek=car&prog=car:20`),
// packed for a plan. Fragments come from strangers: what is unknown or broken is passed over.
import { deflateSync, inflateSync, strFromU8, strToU8 } from "fflate";
import type { Filters } from "./whatif/places";

export interface MapView {
  lat: number;
  lng: number;
  zoom: number;
}

/** What a link says; nothing of it need exist in the data. */
export interface LinkState {
  type?: string;
  mode?: string;
  /** By mode, in units. */
  limits?: Record<string, number>;
  group?: "all" | "target";
  filters?: Filters;
  /** Layers that differ from those at first. */
  layers?: Record<string, boolean>;
  view?: MapView;
  /** Id of the place chosen. */
  place?: string;
  /** A plan as TOML. */
  plan?: string;
}

/** A link as it was read. */
export interface FollowedLink extends LinkState {
  /** Something in it could not be read, or it is too long to be. */
  isBroken?: boolean;
}

const KEYS = {
  type: "usluga", mode: "srodek", limits: "prog", group: "grupa", sectors: "podmioty", deliveries: "tryby",
  layers: "warstwy", view: "widok", place: "miejsce", plan: "plan",
} as const;
const TARGET = "docelowa";
/** Longer fragments are nobody's state; a packed plan grows at most a thousand times. */
const MAX_LENGTH = 30_000;
const MAX_PLAN_LENGTH = 300_000;
/** The item of a list that has no name, such as providers of no known kind. */
const NAMELESS = "~";
const NAME = /^[a-z][a-z_]{0,30}$/;

export function writeLink(state: LinkState): string {
  const { type, mode, limits, group, filters, layers, view, place, plan } = state;
  const parts: [string, string][] = [];
  const add = (key: keyof typeof KEYS, value: string | null | undefined) => {
    if (value) parts.push([KEYS[key], value]);
  };
  add("type", type && escape(type));
  add("mode", mode && escape(mode));
  add("limits", limits && Object.entries(limits).map(([name, value]) => `${name}:${value}`).join(","));
  add("group", group === "target" ? TARGET : null);
  add("sectors", writeList(filters?.sectors));
  add("deliveries", writeList(filters?.deliveries));
  add("layers", layers && Object.entries(layers).map(([name, isShown]) => `${isShown ? "" : "-"}${name}`).join(","));
  add("view", view && `${view.lat.toFixed(5)},${view.lng.toFixed(5)},${view.zoom}`);
  add("place", place && escape(place));
  add("plan", plan && pack(plan));
  return parts.length ? `#${parts.map((part) => part.join("=")).join("&")}` : "";
}

export function readLink(fragment: string): FollowedLink {
  const state: FollowedLink = {};
  if (fragment.length > MAX_LENGTH) return { isBroken: true };
  const parts = new Map<string, string>();
  for (const part of fragment.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    if (at > 0 && !parts.has(part.slice(0, at))) parts.set(part.slice(0, at), part.slice(at + 1));
  }
  const take = <K extends keyof LinkState>(field: K, value: LinkState[K] | null | undefined) => {
    if (value !== null && value !== undefined) state[field] = value;
  };
  const raw = (key: keyof typeof KEYS) => parts.get(KEYS[key]);
  take("type", unescape(raw("type")));
  take("mode", unescape(raw("mode")));
  take("limits", readLimits(raw("limits")));
  take("group", raw("group") === TARGET ? "target" : null);
  take("filters", readFilters(raw("sectors"), raw("deliveries")));
  take("layers", readLayers(raw("layers")));
  take("view", readView(raw("view")));
  take("place", unescape(raw("place")));
  take("plan", unpack(raw("plan")));
  const isRead = (key: keyof typeof KEYS) => (key === "sectors" || key === "deliveries" ? Boolean(state.filters?.[key]) : state[key] !== undefined);
  if ((Object.keys(KEYS) as (keyof typeof KEYS)[]).some((key) => raw(key) !== undefined && !isRead(key))) state.isBroken = true;
  return state;
}

/** Whether a link that was written can be followed: a plan may be too long for one. */
export function isReadable(fragment: string): boolean {
  return !readLink(fragment).isBroken;
}

/** As `encodeURIComponent`, but letters stay readable: browsers take them in a fragment as they are. */
function escape(text: string): string {
  return Array.from(text, (c) => (/^[\p{L}\p{N}_.~-]$/u.test(c) ? c : encodeWellFormed(c))).join("");
}

function encodeWellFormed(character: string): string {
  // A surrogate alone has no code.
  return /[\ud800-\udfff]/.test(character) && character.length === 1 ? "" : encodeURIComponent(character);
}

function unescape(text: string | undefined): string | null {
  if (!text) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** An empty list is a narrowing to nothing, unlike no list; an empty name is one of its items. */
function writeList(items: readonly string[] | null | undefined): string | null {
  return items ? `(${items.map((item) => (item === "" ? NAMELESS : escape(item).replace(/~/g, "%7E"))).join(",")})` : null;
}

function readList(text: string | undefined): string[] | null {
  const inner = text === undefined ? null : /^(?:\(|%28)(.*)(?:\)|%29)$/.exec(text)?.[1];
  if (inner === null || inner === undefined) return null;
  const items = inner === "" ? [] : inner.split(",").map((item) => (item === NAMELESS ? "" : unescape(item)));
  return items.every((item): item is string => item !== null) ? items : null;
}

function readFilters(sectors: string | undefined, deliveries: string | undefined): Filters | null {
  const filters = { sectors: readList(sectors), deliveries: readList(deliveries) };
  return filters.sectors || filters.deliveries ? filters : null;
}

function readLimits(text: string | undefined): Record<string, number> | null {
  const pairs = (text ?? "").split(",").map((part) => part.split(":"));
  const limits = pairs.filter(([name, value, ...more]) => NAME.test(name) && /^\d{1,6}$/.test(value) && !more.length);
  return limits.length ? Object.fromEntries(limits.map(([name, value]) => [name, Number(value)])) : null;
}

function readLayers(text: string | undefined): Record<string, boolean> | null {
  const names = (text ?? "").split(",").filter((name) => NAME.test(name.replace(/^-/, "")));
  return names.length ? Object.fromEntries(names.map((name) => [name.replace(/^-/, ""), !name.startsWith("-")])) : null;
}

function readView(text: string | undefined): MapView | null {
  const numbers = (text ?? "").split(",");
  if (numbers.length !== 3 || !numbers.every((n) => /^-?\d{1,3}(\.\d{1,15})?$/.test(n))) return null;
  const [lat, lng, zoom] = numbers.map(Number);
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 && zoom >= 0 && zoom <= 25 ? { lat, lng, zoom } : null;
}

function pack(text: string): string {
  const packed = deflateSync(strToU8(text), { level: 9 });
  const bytes = Array.from(packed, (byte) => String.fromCharCode(byte)).join("");
  return btoa(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function unpack(packed: string | undefined): string | null {
  if (!packed) return null;
  try {
    const bytes = atob(packed.replace(/-/g, "+").replace(/_/g, "/"));
    const text = strFromU8(inflateSync(Uint8Array.from(bytes, (c) => c.charCodeAt(0))));
    return text.length <= MAX_PLAN_LENGTH ? text : null;
  } catch {
    return null;
  }
}
