// The map's core comes to the figures of tests/vectors/what_if.json, worked out by hand; see test_what_if_vectors.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import type { Service } from "../../../mapa_uslug/maps/src/data";
import { ALL_MODES, NO_PLAN, type Model, type Plan } from "../../../mapa_uslug/maps/src/model";
import { fitQuestion } from "../../../mapa_uslug/maps/src/questions";
import type { Sharing } from "../../../mapa_uslug/maps/src/whatif/data";
import { drawModel, TYPE, type DrawnMode } from "./drawn_model";

interface ModeCase {
  unit?: "min" | "m";
  limit: number;
  costs?: Record<string, (number | null)[]>;
  between?: [number, number, number][];
  no_road?: number[];
  loose?: string[];
  rough?: Record<string, { spread: number; least: number[] }>;
  leave_open?: Record<string, number>;
  leave_known?: Record<string, number>;
  back?: Record<string, number>;
  back_to_cell?: Record<string, number>;
  knows_all?: boolean;
  lacks_timetable?: string[];
  has_new_places?: boolean;
}

interface SharingCase {
  regime: Sharing["regime"];
  groups?: string[][];
}

interface Case {
  name: string;
  why: string;
  direction?: "to" | "from";
  sharing?: SharingCase;
  rate?: number;
  unplaced?: string[] | null;
  outside?: number[];
  places: Record<string, { territory?: string[]; is_open?: boolean; capacity?: number; has_unit?: boolean }>;
  modes: Record<string, ModeCase>;
  plan?: {
    open?: { id: string; cell: number; gmina?: string; capacity?: number }[];
    close?: string[];
    capacity?: { id: string; capacity: number }[];
    sharing?: SharingCase;
  };
  expect: null | {
    all: number[];
    target?: number[];
    gminas?: number[][];
    target_gminas?: number[][];
    reasons?: string[];
    cell_reasons?: string[];
    is_capacity_known?: boolean;
  };
}

interface World {
  gminas: Record<string, string>;
  cells: { gmina: string[]; people: number[]; target: number[] };
  places: Record<string, { gmina: string; cell: number }>;
  cases: Case[];
}

// Both runners start in the repository's root, the bundle itself lies elsewhere.
const WORLD: World = JSON.parse(readFileSync("tests/vectors/what_if.json", "utf8"));
const REASONS = [
  "", "no_road", "not_connected", "data_edge", "outside_data", "not_eligible", "no_paths", "unplaced_service", "uncertain_place",
  "no_timetable",
];
const COUNT = WORLD.cells.people.length;
const CELLS = [...Array(COUNT).keys()];
const LETTERS = Object.keys(WORLD.gminas);

const lineCosts = (at: number) => CELLS.map((c) => 600 * Math.abs(c - at) + 60);
const fill = (given: Record<string, number> = {}) => CELLS.map((c) => given[c] ?? Infinity);
const flags = (cells: number[] = []) => CELLS.map((c) => Number(cells.includes(c)));
const codes = (letters: string[]) => letters.map((letter) => WORLD.gminas[letter]);
const sharingOf = (given: SharingCase): Sharing => ({ regime: given.regime, groups: (given.groups ?? []).map(codes) });

function drawMode(mode: string, given: ModeCase, names: string[]): DrawnMode {
  const unit = given.unit ?? "min";
  const noRoad = given.no_road ?? [];
  const costs = names.map((name) => {
    if (given.loose?.includes(name)) return CELLS.map(() => Infinity);
    const row = given.costs?.[name]?.map((cost) => cost ?? Infinity) ?? lineCosts(WORLD.places[name].cell);
    return row.map((cost, c) => (noRoad.includes(c) ? Infinity : cost));
  });
  const between = CELLS.map((from) => lineCosts(from).map((cost, to) => (noRoad.includes(from) || noRoad.includes(to) ? Infinity : cost)));
  for (const [from, to, cost] of given.between ?? []) between[from][to] = cost;
  const rough = Object.keys(given.rough ?? {}).map((name) => names.indexOf(name));
  return {
    mode, unit, values: unit === "min" ? [1, given.limit, 240] : [100, given.limit, 24_000], max: unit === "min" ? 240 : 24_000,
    knowsAll: given.knows_all ?? true, lacksTimetable: given.lacks_timetable && WORLD.cells.gmina.map((letter) => Number(given.lacks_timetable!.includes(letter))),
    hasNewPlaces: given.has_new_places ?? true, snapped: flags(noRoad).map((no) => 1 - no), leaveOpen: fill(given.leave_open),
    leaveKnown: fill(given.leave_known), backToCell: fill(given.back_to_cell), costs, back: names.map((name) => given.back?.[name] ?? Infinity),
    loose: (given.loose ?? []).map((name) => names.indexOf(name)), rough, between,
    sure: rough.map((p) => costs[p].map((cost) => cost + given.rough![names[p]].spread)), least: rough.map((p) => given.rough![names[p]].least),
  };
}

function drawCase(given: Case): Model {
  const names = Object.keys(given.places);
  const services = names.map((name) => {
    const { territory, is_open = true, capacity, has_unit = true } = given.places[name];
    const service: Partial<Service> = {
      service_id: name, provider: name, service_type: TYPE, gmina_teryt: WORLD.gminas[WORLD.places[name].gmina], is_open, has_unit,
      ...(territory ? { territory: codes(territory).join("|") } : {}), ...(capacity === undefined ? {} : { capacity }), at: [0, 0],
    };
    return service as Service;
  });
  return drawModel({
    gminas: Object.values(WORLD.gminas), gmina: WORLD.cells.gmina.map((letter) => LETTERS.indexOf(letter)), people: WORLD.cells.people,
    target: WORLD.cells.target, outside: flags(given.outside), services, sharing: sharingOf(given.sharing ?? { regime: "open" }),
    direction: given.direction ?? "to", rate: given.rate ?? null,
    unplaced: given.unplaced === undefined ? [] : (given.unplaced?.map((letter) => LETTERS.indexOf(letter)) ?? null),
    modes: Object.entries(given.modes).map(([mode, one]) => drawMode(mode, one, names)),
  });
}

function planOf({ plan = {} }: Case): Plan {
  return {
    ...NO_PLAN, close: plan.close ?? [], capacity: plan.capacity ?? [], sharing: plan.sharing ? sharingOf(plan.sharing) : null,
    open: (plan.open ?? []).map((one) => ({ ...one, service: TYPE, name: "", gmina: one.gmina && WORLD.gminas[one.gmina] })),
  };
}

for (const given of WORLD.cases) {
  test(given.name, async () => {
    const model = drawCase(given);
    await model.loadWays();
    const answer = model.answer(fitQuestion(model, { type: TYPE, mode: ALL_MODES })!, planOf(given));
    const { expect: expected, why } = given;
    if (!expected || !answer) {
      assert.equal(answer, expected, why);
      return;
    }
    const [all, target] = [answer.sums("all"), answer.sums("target")];
    assert.deepEqual(all.total, expected.all, why);
    assert.deepEqual(all.gminas, expected.gminas ?? all.gminas, why);
    assert.deepEqual(target.total, expected.target ?? target.total, why);
    assert.deepEqual(target.gminas, expected.target_gminas ?? target.gminas, why);
    const reasons = answer.unknownReasons("all").map((r) => REASONS[r]);
    assert.deepEqual(reasons, expected.reasons ?? reasons, why);
    assert.equal(answer.isCapacityKnown, expected.is_capacity_known ?? answer.isCapacityKnown, why);
    const told = Array.from(answer.states, (state) => REASONS[state >> 2]);
    assert.deepEqual(told, expected.cell_reasons ?? told, why);
  });
}
