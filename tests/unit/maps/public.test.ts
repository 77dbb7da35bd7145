// Run by test_maps_front_end.py with node's own runner: what the public edition tells where counts are hidden.
import assert from "node:assert/strict";
import test from "node:test";
import type { MapData, SpotColumn, WordTable } from "../../../mapa_uslug/maps/src/data";
import { Model, type Spot } from "../../../mapa_uslug/maps/src/model";
import { sayAnswer } from "../../../mapa_uslug/maps/src/panel/result";
import { figureOf, rankSpots } from "../../../mapa_uslug/maps/src/spot_people";
import { asksMain, fitQuestion, movedLimits } from "../../../mapa_uslug/maps/src/questions";
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
  ways_untold: "not told", nearest_none: "no way", over: "Beyond", nearest: "Nearest", summary_group: "G.", localities: "Localities", gmina: "Gmina", source_date: "Data as of", no_spots: "None.",
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
function modelOf(figures: number[], { isCapacityKnown = true, untold = [] as string[] } = {}): Model {
  const spots = [[12.4, "Lipki"], [7, "Brzezina"], [null, "Zarzecze"]] as const;
  const columns: SpotColumn[] = ["answer", "people", "people_target", "over", "nearest", "gminas", "localities", "at"];
  const data = {
    answers: [{
      type: "A", mode: "car", level: 1, has_target: false, is_capacity_known: isCapacityKnown, unknown_reasons: { all: [1] },
      limits: [{ mode: "car", value: 30, unit: "min", kind: "umowny" }],
    }],
    types: [{ code: "A", name: "Library", direction: "to", target: "", has_figures: true }], areas: [], services: [], what_if: null,
    gminas: ["Zalewo", "Podlesie", "Obca"].map((name, i) => ({ name, teryt: `08600${i + 1}` })), localities: [], place_names: [],
    white_spot_columns: columns, white_spots: spots.map(([over, name]) => [0, null, null, over, -1, "086001", name, [53, 15]]),
    first: { type: "A", mode: "car", level: 1 }, frame: [0, 0, 1], cell_ids: [], bands: [], name: "District", info: { date: "2026-11-01" }, public: { k: 10, untold_ways: untold },
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

test("white spots come in the order of the file and are told by what is beyond the threshold, with no people", () => {
  const context = contextOf(modelOf(FIGURES));
  const { spots } = context.answer!;
  for (const group of ["all", "target"] as const) {
    assert.deepEqual(rankSpots(spots, group).map((spot: Spot) => figureOf(context.model, spot, group, words)), ["12\u00a0min", "7\u00a0min", "–"]);
  }
  const { columns, notes } = spotTable(context);
  assert.deepEqual(columns.map(({ head }) => head), ["Localities", "Gmina", "Beyond", "Nearest"]);
  assert.deepEqual(notes, [NOTE]);
});

test("that ways are not told is another thing than that there are none", () => {
  const nearest = (context: TableContext) => spotTable(context).columns.at(-1)!.cell(context.answer!.spots[0]).value;
  assert.equal(nearest(contextOf(modelOf(FIGURES))), "no way");
  assert.equal(nearest(contextOf(modelOf(FIGURES, { untold: ["A"] }))), "not told");
});

test("the one threshold of the file is the main one, and nothing is changed by asking it", () => {
  const model = modelOf(FIGURES);
  const question = fitQuestion(model, { type: "A", limits: { car: 45 } })!;
  assert.deepEqual(question.limits, { car: 30 });
  assert.deepEqual(movedLimits(model, question), {});
  assert.ok(asksMain(model, question));
});

test("the summary leaves out shares of what is hidden, and the gmina of most people where a hidden one may have more", () => {
  const spots = "3 spots: Lipki (12\u00a0min), Brzezina (7\u00a0min) and Zarzecze (–).";
  const states = "served: 340 (81%); no free place: 20 (5%); too far: hidden*; not known: hidden*.";
  // At most 30 in Zalewo, as many as in Podlesie.
  assert.deepEqual(summarise(contextOf(modelOf(FIGURES))), ["Q.", states, "Worst: Podlesie 30 (25%).", spots]);
  const uncertain = FIGURES.map((n, i) => (i === 1 ? 249 : n));
  assert.deepEqual(summarise(contextOf(modelOf(uncertain))), ["Q.", states, spots]);
});
