// A model made by hand, its tables coded as Python codes them.
import type { ArrayDirectory, Gmina, MapData, Service, ServiceType } from "../../../mapa_uslug/maps/src/data";
import { Model } from "../../../mapa_uslug/maps/src/model";
import type { Arrays } from "../../../mapa_uslug/maps/src/unpack";
import type { Sharing, WhatIfMeasure, WhatIfType, WhatIfWay } from "../../../mapa_uslug/maps/src/whatif/data";

export const SECONDS_PER_STEP = { min: 60, m: 100 };

export interface DrawnMode {
  mode: string;
  unit: "min" | "m";
  values: [number, number, number];
  max: number;
  knowsAll: boolean;
  /** Of each cell: whether courses may be missing; left out by other modes than public transport. */
  lacksTimetable?: number[] | null;
  hasNewPlaces?: boolean;
  snapped: number[];
  leaveOpen: number[];
  leaveKnown: number[];
  backToCell: number[];
  /** Of every place: cost with each cell, and back from the end of the data. */
  costs: number[][];
  back: number[];
  loose: number[];
  rough: number[];
  sure: number[][];
  least: number[][];
  /** From each cell to each. */
  between: number[][];
}

export interface Drawn {
  gminas: string[];
  gmina: number[];
  people: number[];
  target: number[];
  outside: number[];
  imputed?: number[];
  col?: number[];
  row?: number[];
  localities?: string[];
  locality?: number[];
  services: Service[];
  sharing: Sharing;
  direction: "to" | "from";
  rate: number | null;
  unplaced: number[] | null;
  modes: DrawnMode[];
}

export const TYPE = "DDP";

/** Costs in steps: rounded up, 254 beyond what the file tells, 255 never. */
export function stepsOf(costs: number[], unit: "min" | "m"): number[] {
  return costs.map((cost) => (cost === Infinity ? 255 : Math.min(254, Math.ceil(cost / SECONDS_PER_STEP[unit]))));
}

/** Rows as differences modulo 256, columns in an order of their own. */
export function code(rows: ArrayLike<number>[], order: number[]): Uint8Array {
  return Uint8Array.from(rows.flatMap((row) => order.map((c, k) => (row[c] - (k ? row[order[k - 1]] : 0)) & 255)));
}

/** A table between cells: rows in the order of the columns, as differences to the row before. */
export function codeSquare(rows: ArrayLike<number>[], order: number[]): Uint8Array {
  const coded = code(order.map((c) => rows[c]), order);
  return coded.map((value, i) => value - (i < order.length ? 0 : coded[i - order.length]));
}

export function drawModel(drawn: Drawn): Model {
  const count = drawn.gmina.length;
  // Odd cells first: an order that is not that of the cells.
  const order = [...Array(count).keys()].sort((a, b) => (b % 2) - (a % 2) || a - b);
  const cols = drawn.col ?? [...Array(count).keys()];
  const rows = drawn.row ?? Array(count).fill(0);
  const arrays: Arrays = {
    "cells.quads": Uint16Array.from(cols.flatMap((x, c) => {
      const [west, south] = [100 * x + 100, 60_000 - 100 * rows[c]];
      return [west, south, west + 100, south, west + 100, south - 100, west, south - 100];
    })),
    "cells.gmina": Uint16Array.from(drawn.gmina), "cells.locality": Uint16Array.from(drawn.locality ?? Array(count).fill(0)),
    "cells.people": Uint32Array.from(drawn.people), "cells.is_imputed": Uint8Array.from(drawn.imputed ?? Array(count).fill(0)),
    "cells.x": Uint16Array.from(cols, (x) => 100 * x + 150), "cells.y": Uint16Array.from(rows, (y) => 60_000 - 100 * y - 50),
    "cells.col": Int32Array.from(cols), "cells.row": Int32Array.from(rows), "cells.outside": Uint8Array.from(drawn.outside),
    "cells.order": Uint32Array.from(order), "people.0": Uint32Array.from(drawn.people), "people.1": Uint32Array.from(drawn.target),
  };
  const ways: Arrays = {};
  drawn.modes.forEach((mode, m) => {
    const coded = (table: number[][]) => code(table.map((row) => stepsOf(row, mode.unit)), order);
    arrays[`snapped.${m}`] = Uint8Array.from(mode.snapped);
    if (mode.lacksTimetable) arrays[`lacks.${m}`] = Uint8Array.from(mode.lacksTimetable);
    arrays[`leave.${m}.${drawn.direction}.open`] = Uint8Array.from(stepsOf(mode.leaveOpen, mode.unit));
    arrays[`leave.${m}.${drawn.direction}.known`] = Float64Array.from(mode.leaveKnown);
    arrays[`back.${m}.${drawn.direction}`] = Float64Array.from(mode.backToCell);
    arrays[`steps.0.${m}`] = coded(mode.costs);
    arrays[`sure.0.${m}`] = coded(mode.sure);
    arrays[`least.0.${m}`] = coded(mode.least);
    arrays[`back.0.${m}`] = Float64Array.from(mode.back);
    ways[`ways.${m}`] = codeSquare(mode.between.map((row) => stepsOf(row, mode.unit)), order);
  });
  const directory: ArrayDirectory = Object.fromEntries(Object.keys(ways).map((name) => [name, ["u1", 0, 0]]));
  return new Model(describe(drawn, count, directory), arrays, () => Promise.resolve(ways));
}

function describe(drawn: Drawn, count: number, wayArrays: ArrayDirectory): MapData {
  const measures = drawn.modes.map((mode, way): WhatIfMeasure => ({
    way, values: mode.values, kinds: ["umowny", "ustawowy", "umowny"], places: drawn.services.map((_, i) => i), loose: mode.loose,
    rough: mode.rough,
  }));
  const type: WhatIfType = {
    code: TYPE, direction: drawn.direction, target: 1, rate: drawn.rate, demand_group: 1, capacity_unit: "miejsca",
    unplaced: drawn.unplaced, is_found: drawn.services.length > 0, measures,
  };
  const data: Partial<MapData> = {
    frame: [0.5, 0.3, 0.01], gminas: drawn.gminas.map((teryt) => ({ teryt, name: teryt, is_area: true }) as Gmina),
    cell_ids: [...Array(count).keys()].map((c) => `c${c}`), localities: drawn.localities ?? [], services: drawn.services,
    types: [{ code: TYPE, delivery: drawn.direction === "to" ? "S" : "D", has_figures: true } as ServiceType], areas: [],
    bands: [], answers: [], white_spots: [], white_spot_columns: [], way_arrays: wayArrays,
    first: { type: TYPE, mode: "all", level: 1 },
    what_if: {
      step_of: { min: 1, m: 100 }, beyond: 254, never: 255, sharing: drawn.sharing, groups: ["all", "65+"], types: [type],
      ways: drawn.modes.map((mode): WhatIfWay => ({
        mode: mode.mode, unit: mode.unit, max: mode.max, knows_all: mode.knowsAll, hangs_on_timetables: !!mode.lacksTimetable,
        has_new_places: mode.hasNewPlaces ?? true,
      })),
    },
  };
  return data as MapData;
}
