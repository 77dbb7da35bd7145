// What of the page's data a plan's file may name.
import type { Cells } from "../cells";
import { nearestCell } from "../cells";
import type { Unit } from "../data";
import type { Model } from "../model";

/** Where a point lies: the populated cell nearest to it, and the gmina that it is in ("" beyond all, but near enough). */
export interface Spotted {
  cell: number;
  gmina: string;
}

export interface LimitRange {
  unit: Unit;
  min: number;
  step: number;
}

export interface PlanScope {
  hasService(id: string): boolean;
  hasType(code: string): boolean;
  /** -1 when there is no such cell. */
  cellOf(id: string): number;
  gminaOf(cell: number): string;
  /** Null for a point outside of all gminas. */
  locate(lon: number, lat: number): Spotted | null;
  /** Null when the mode does not count for the type. */
  limitRange(type: string, mode: string): LimitRange | null;
}

/** A new place may stand a little outside of the gminas, as in scenarios/applying.py. */
const BORDER_M = 500;
const EQUATOR_M = 40_075_016.7;
const FRAME_STEPS = 65_535;

export function makeScope(model: Model): PlanScope {
  const services = new Set(model.data.services.map((service) => service.service_id));
  const cells = new Map(model.cells.ids.map((id, c) => [id, c]));
  const gminaOf = (cell: number) => model.data.gminas[model.cells.gmina[cell]].teryt;
  return {
    hasService: (id) => services.has(id),
    hasType: (code) => model.types.has(code),
    cellOf: (id) => cells.get(id) ?? -1,
    gminaOf,
    locate: (lon, lat) => locate(model, model.cells, lon, lat),
    limitRange: (type, mode) => model.measuresOf(type).find((measure) => measure.mode === mode) ?? null,
  };
}

function locate(model: Model, cells: Cells, lon: number, lat: number): Spotted | null {
  const [x, y] = model.frame.steps({ lat, lng: lon });
  if (!Number.isFinite(x) || !Number.isFinite(y)) return null;
  const cell = nearestCell(cells, x, y);
  const shapes = model.shapes.gminas;
  const gmina = model.data.gminas.findIndex((_, g) => shapes.contains(g, x, y));
  if (cell < 0) return null;
  if (gmina >= 0) return { cell, gmina: model.data.gminas[gmina].teryt };
  const stepM = (EQUATOR_M * Math.cos((lat * Math.PI) / 180) * model.data.frame[2]) / FRAME_STEPS;
  const isNear = model.data.gminas.some((_, g) => distanceTo(shapes.outlineOf(g), x, y) * stepM <= BORDER_M);
  return isNear ? { cell, gmina: "" } : null;
}

/** Least distance from a point to the sides of an outline. */
function distanceTo(outline: ArrayLike<number>, x: number, y: number): number {
  let least = Infinity;
  for (let i = 0; i < outline.length; i += 4) {
    const [dx, dy] = [outline[i + 2] - outline[i], outline[i + 3] - outline[i + 1]];
    const along = ((x - outline[i]) * dx + (y - outline[i + 1]) * dy) / (dx * dx + dy * dy || 1);
    const t = Math.max(0, Math.min(1, along));
    least = Math.min(least, Math.hypot(outline[i] + t * dx - x, outline[i + 1] + t * dy - y));
  }
  return least;
}
