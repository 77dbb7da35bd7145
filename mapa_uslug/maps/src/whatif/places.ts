// The places of a service type after a plan and the filters.
import type { LatLng, Service } from "../data";
import type { Opened, Plan } from "./plan";

/** Narrows the places that count; null: no narrowing. */
export interface Filters {
  /** Kinds of providers as the register gives them, "" for one that is not known. */
  readonly sectors: readonly string[] | null;
  /** Letters of deliveries. */
  readonly deliveries: readonly string[] | null;
}

export const NO_FILTERS: Filters = Object.freeze({ sectors: null, deliveries: null });

export interface Place {
  id: string;
  /** Index of the service; -1 for one that the plan opens. */
  index: number;
  opened: Opened | null;
  type: string;
  provider: string;
  /** Code of the gmina that runs it. */
  gmina: string;
  at: LatLng;
  /** After the plan; undefined when not known. */
  capacity: number | undefined;
  /** By the plan. */
  isClosed: boolean;
  /** By the filters. */
  isLeftOut: boolean;
}

/** What the places of a type are made from. */
export interface PlaceSource {
  readonly services: readonly Service[];
  /** Delivery of the type, for places that say nothing of theirs. */
  readonly delivery: string;
  atOf(cell: number): LatLng;
  gminaOf(cell: number): string;
}

const SEPARATOR = "|";
const GUESSED = "?";

/** Those that are closed or left out stay in the list, marked; the order decides ties. */
export function listPlaces(type: string, plan: Plan, filters: Filters, source: PlaceSource): Place[] {
  const closed = new Set(plan.close);
  const capacity = new Map(plan.capacity.map((change) => [change.id, change.capacity]));
  const places: Place[] = [];
  source.services.forEach((service, index) => {
    if (service.service_type !== type) return;
    places.push({
      ...placeOf(service, index),
      capacity: capacity.get(service.service_id) ?? service.capacity,
      isClosed: closed.has(service.service_id),
      isLeftOut: !passes(service, filters, source.delivery),
    });
  });
  if (!plan.open.length) return places;
  for (const opened of plan.open) if (opened.service === type) places.push(placeOfOpened(opened, source));
  // Python sorts the whole table when any place opens.
  return places.sort((a, b) => compareByCodePoint(a.id, b.id));
}

export function counts(place: Place): boolean {
  return !place.isClosed && !place.isLeftOut;
}

/** A place as the register has it. */
export function placeOf(service: Service, index: number): Place {
  return {
    id: service.service_id, index, opened: null, type: service.service_type, provider: service.provider,
    gmina: service.gmina_teryt ?? "", at: service.at, capacity: service.capacity, isClosed: false, isLeftOut: false,
  };
}

function placeOfOpened(opened: Opened, source: PlaceSource): Place {
  const { id, service, name, cell, gmina, capacity, lon, lat } = opened;
  const at: LatLng = opened.approximate && lat !== undefined && lon !== undefined ? [lat, lon] : source.atOf(cell);
  return {
    id, index: -1, opened, type: service, provider: name, gmina: gmina || source.gminaOf(cell), at, capacity,
    isClosed: false, isLeftOut: false,
  };
}

function passes(service: Service, { sectors, deliveries }: Filters, delivery: string): boolean {
  if (sectors && !sectors.includes(sectorOf(service))) return false;
  if (!deliveries) return true;
  return deliveriesOf(service, delivery).some((letter) => deliveries.includes(letter));
}

/** Kind of the provider, also when it is only guessed; "" when not known. */
export function sectorOf(service: Service): string {
  return (service.provider_kind ?? "").replace(GUESSED, "");
}

/** Letters of a place's deliveries; those of its type when it says nothing. */
export function deliveriesOf(service: Service, ofType: string): string[] {
  return (service.deliveries || ofType).split(SEPARATOR).filter(Boolean);
}

export function territoryOf(service: Service): string[] {
  return (service.territory ?? "").split(SEPARATOR).filter(Boolean);
}

/** The order of Python's strings: UTF-16 puts the rare characters beyond 65,535 before some that are smaller. */
export function compareByCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    const [isHighX, isHighY] = [isSurrogate(x), isSurrogate(y)];
    return isHighX === isHighY ? x - y : isHighX ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
