// Run by test_maps_front_end.py with node's own runner: what the public edition tells where counts are hidden.
import assert from "node:assert/strict";
import test from "node:test";
import type { MapData, SpotColumn, WordTable } from "../../../mapa_uslug/maps/src/data";
import { Model, type Spot } from "../../../mapa_uslug/maps/src/model";
import { sayAnswer } from "../../../mapa_uslug/maps/src/panel/result";
import { rankSpots } from "../../../mapa_uslug/maps/src/spot_people";
import { firstState, type Layers } from "../../../mapa_uslug/maps/src/store";
import type { TableContext } from "../../../mapa_uslug/maps/src/tables/context";
import { gminaTable } from "../../../mapa_uslug/maps/src/tables/gminas";
import { originOf } from "../../../mapa_uslug/maps/src/tables/origin";
import { spotTable } from "../../../mapa_uslug/maps/src/tables/spots";
import { summarise } from "../../../mapa_uslug/maps/src/tables/summary";
import { byFigure, mostOf, readTold, rowOf, tellAll, untold } from "../../../mapa_uslug/maps/src/told";
import { Words } from "../../../mapa_uslug/maps/src/words";

const NOTE = "* from 1 to 9";
const both = (text: string) => [text, text];
const TABLE = {
  confidential: "hidden*", hidden_note: NOTE, hidden_note_head: "Note", minutes: "{value} min", list_join: "{first} and {last}",
  reason_not_given: "not given", service: "Service", mode: "Mode", threshold: "Threshold", gminas: "Gminas", people: "People",
  spots: "White spots", target_group: "Of the target group", total: "Together", summary_question: "Q.", summary_states: "{states}.",
  summary_gmina: "Worst: {gmina} {people} ({share}).", unnamed_spot: "White spot", summary_spots: both("{people} spots: {spots}."),
  spots_hidden: both("{people} spots, hidden*."), summary_group: "G.", localities: "Localities", gmina: "Gmina", source_date: "Data as of", no_spots: "None.",
  states: ["Served", "No free place", "Too far", "Not known"], modes: { all: "Every mode" }, by_mode: { car: "by car" },
  reasons: ["", "no road"],
  headline: {
    to: both("{people} ({share}) too far."), from: both("Not reached: {people}."), to_hidden: both("At most {people} too far; hidden*."), to_untold: ["How many are too far is hidden*."],
    none: ["Nobody is too far."], full: both("{people} full."), full_hidden: both("At most {people} full."), full_untold: ["Full is hidden*."],
    cannot_tell: both("{people} ({share}) not known."), cannot_tell_hidden: both("At most {people} not known: {reasons}."),
    cannot_tell_untold: ["Not known is hidden*."], group: ["Group."], nobody: ["Nobody."], nobody_hidden: ["All is hidden*."],
  },
} as Partial<WordTable> as WordTable;
const words = new Words(TABLE, "en");
const H = -1;

/** Two gminas of the area and a neighbour; people, served, full, too far, not known of each and of all. */
function modelOf(figures: number[], { isCapacityKnown = true, spots = [[0, 40, "Lipki"], [0, null, "Brzezina"], [0, 120, "Zarzecze"]] as [number, number | null, string][] } = {}): Model {
  const columns: SpotColumn[] = ["answer", "people", "people_target", "over", "nearest", "gminas", "localities", "at"];
  const data = {
    answers: [{
      type: "A", mode: "car", level: 1, has_target: false, is_capacity_known: isCapacityKnown, unknown_reasons: { all: [1] },
      limits: [{ mode: "car", value: 30, unit: "min", kind: "umowny" }],
    }],
    types: [{ code: "A", name: "Library", direction: "to", target: "", has_figures: true }], areas: [], services: [], what_if: null,
    gminas: ["Zalewo", "Podlesie", "Obca"].map((name, i) => ({ name, teryt: `08600${i + 1}` })), localities: [], place_names: [],
    white_spot_columns: columns, white_spots: spots.map(([answer, people, name]) => [answer, people, null, null, -1, "086001", name, [53, 15]]),
    first: { type: "A", mode: "car", level: 1 }, frame: [0, 0, 1], cell_ids: [], bands: [], name: "District", info: { date: "2026-11-01" }, public: { k: 10 },
  } as unknown as MapData;
  const empty = new Uint16Array(0);
  return new Model(data, { "cells.gmina": empty, "cells.quads": empty, "state.0": new Uint8Array(0), "figures.0": Int32Array.from(figures) });
}

const FIGURES = [
  [300, 250, 20, H, H],
  [120, 90, 0, 30, 0],
  [0, 0, 0, 0, 0],
  [420, 340, 20, H, H],
].flat();

function contextOf(model: Model): TableContext {
  const question = { type: "A", mode: "car", limits: { car: 30 }, group: "all" as const };
  return { model, words, state: firstState(question, {} as Layers), answer: model.answer(question), actions: null as never };
}

function say(figures: number[], options = {}): string[] {
  const model = modelOf(figures, options);
  const { answer } = contextOf(model);
  return sayAnswer(model, words, { answer: answer!, base: null, isChanged: false }, "all");
}

test("the totals are told by a row of their own, and hidden counts are no numbers", () => {
  const told = readTold(Int32Array.from(FIGURES));
  assert.deepEqual(told.total, { people: 420, states: [340, 20, null, null] });
  assert.deepEqual(told.gminas.map(({ people }) => people), [300, 120, 0]);
  assert.deepEqual(told.gminas[0].states, [250, 20, null, null]);
});

test("what is hidden together is the rest of all people, which bounds each of it", () => {
  const row = { people: 420, states: [340, 20, null, null] };
  assert.deepEqual([untold(row), mostOf(row, 2), mostOf(row, 0)], [60, 60, 340]);
  const secret = { people: null, states: [null, 5, null, null] };
  assert.deepEqual([untold(secret), mostOf(secret, 0), mostOf(secret, 1)], [null, null, 5]);
  assert.equal(untold(rowOf([1, 2, 3, 4])), 0);
});

test("counted figures hide nothing", () => {
  assert.deepEqual(tellAll({ total: [1, 2, 3, 4], gminas: [[1, 2, 3, 4]] }), { total: rowOf([1, 2, 3, 4]), gminas: [{ people: 10, states: [1, 2, 3, 4] }] });
});

test("the largest comes first and what is hidden last, behind nought", () => {
  assert.deepEqual([0, null, 5, null, 12].sort(byFigure), [12, 5, 0, null, null]);
});

test("of a hidden count a sentence tells the most that it can be", () => {
  // 420 less 340 and 20.
  assert.deepEqual(say(FIGURES), ["At most 60 too far; hidden*.", "20 full.", "At most 60 not known: no road."]);
});

test("a bound that says nothing is not told", () => {
  assert.deepEqual(say([0, 0, 0, 0, 0, 420, H, 0, H, H]), ["How many are too far is hidden*.", "Not known is hidden*."]);
  assert.deepEqual(say([0, 0, 0, 0, 0, H, H, H, H, H]), ["All is hidden*."]);
});

test("nobody is full where capacity was not weighed, though the count be hidden with others", () => {
  assert.deepEqual(say([0, 0, 0, 0, 0, 420, 400, H, H, 0], { isCapacityKnown: false }), ["At most 20 too far; hidden*."]);
});

test("what is told reads as on every map", () => {
  assert.deepEqual(say([0, 0, 0, 0, 0, 420, 400, 0, 20, 0]), ["20 (5%) too far."]);
  assert.deepEqual(say([0, 0, 0, 0, 0, 420, 420, 0, 0, 0]), ["Nobody is too far."]);
});

test("nothing can be counted with hidden counts", () => {
  const { answer } = contextOf(modelOf(FIGURES));
  assert.throws(() => answer!.sums("all"), /no sums/);
});

test("the population is that of all gminas together", () => {
  assert.equal(modelOf(FIGURES).population, 420);
  assert.equal(modelOf([0, 0, 0, 0, 0, H, H, H, H, H]).population, null);
});

test("a hidden cell of the gminas' table says so, is empty in a file, and has no share", () => {
  const { rows, columns, total, notes } = gminaTable(contextOf(modelOf(FIGURES)));
  assert.deepEqual(rows.map((row) => row.gmina!.name), ["Zalewo", "Podlesie"]);
  const cells = columns.slice(1).map((column) => column.cell(rows[0]));
  assert.deepEqual(cells.map(({ value }) => value), [300, 250, 83.3, 20, 6.7, null, null, null, null]);
  assert.deepEqual(cells.map(({ shown }) => shown), ["300", "250", "83%", "20", "7%", "hidden*", "", "hidden*", ""]);
  assert.deepEqual(columns.slice(1).map((column) => column.cell(total!).value), [420, 340, 81, 20, 4.8, null, null, null, null]);
  assert.deepEqual(notes, [NOTE]);
});

test("every row of a file carries the note", () => {
  assert.deepEqual(originOf(contextOf(modelOf(FIGURES))).columns.at(-1), ["Note", NOTE]);
});

test("white spots that are hidden come last, and groups of none are told", () => {
  const context = contextOf(modelOf(FIGURES));
  assert.deepEqual(context.answer!.spots.map((spot: Spot) => spot.people), [120, 40, null]);
  assert.deepEqual(rankSpots(context.answer!.spots, "target").map((spot) => spot.people), [120, 40, null]);
  const { columns, notes } = spotTable(context);
  assert.ok(!columns.some(({ head }) => head === "Of the target group"));
  const people = columns.find(({ head }) => head === "People")!;
  assert.deepEqual(context.answer!.spots.map((spot) => people.cell(spot).shown), ["120", "40", "hidden*"]);
  assert.deepEqual(notes, [NOTE]);
});

test("the summary leaves out shares of what is hidden, and the gmina of most people where a hidden one may have more", () => {
  const spots = "3 spots: Zarzecze (120) and Lipki (40).";
  const states = "served: 340 (81%); no free place: 20 (5%); too far: hidden*; not known: hidden*.";
  // At most 30 in Zalewo, as many as in Podlesie.
  assert.deepEqual(summarise(contextOf(modelOf(FIGURES))), ["Q.", states, "Worst: Podlesie 30 (25%).", spots]);
  const uncertain = FIGURES.map((n, i) => (i === 1 ? 249 : n));
  assert.deepEqual(summarise(contextOf(modelOf(uncertain))), ["Q.", states, spots]);
});

test("where the people of every white spot are hidden none is called the largest", () => {
  const model = modelOf(FIGURES, { spots: [[0, null, "Lipki"], [0, null, "Brzezina"]] });
  assert.equal(summarise(contextOf(model)).at(-1), "2 spots, hidden*.");
});
