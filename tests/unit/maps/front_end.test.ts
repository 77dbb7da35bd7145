// Run by test_maps_front_end.py with node's own runner.
import assert from "node:assert/strict";
import test from "node:test";
import { gzipSync } from "fflate";
import type { Limit, MapData, SpotColumn, SpotRow, WordTable } from "../../../mapa_uslug/maps/src/data";
import { tame } from "../../../mapa_uslug/maps/src/dom";
import { fileName } from "../../../mapa_uslug/maps/src/download";
import { Frame } from "../../../mapa_uslug/maps/src/frame";
import { cellAt } from "../../../mapa_uslug/maps/src/cells";
import { Model } from "../../../mapa_uslug/maps/src/model";
import { fitQuestion } from "../../../mapa_uslug/maps/src/questions";
import { Shapes, unpackArrays } from "../../../mapa_uslug/maps/src/unpack";
import { Words } from "../../../mapa_uslug/maps/src/words";

const NBSP = "\u00a0";
const FORMS = ["{people} osoba", "{people} osoby", "{people} osób"];
// A test fills only the part of the table that it needs.
const TABLE = {
  minutes: "{value} min", metres: "{value} m", kilometres: "{value} km", list_join: "{first} i {last}",
  by_mode: { car: "samochodem", walk: "pieszo" },
} as Partial<WordTable> as WordTable;
const polish = new Words(TABLE, "pl");
const english = new Words(TABLE, "en");

test("Polish has three plural forms", () => {
  const counted = [1, 2, 5, 12, 22, 25, 102, 112, 1001].map((n) => polish.count(FORMS, n));
  assert.deepEqual(counted, [
    "1 osoba", "2 osoby", "5 osób", "12 osób", "22 osoby", "25 osób", "102 osoby", "112 osób", "1001 osób",
  ]);
});

test("English has two", () => {
  assert.deepEqual([1, 2, 0].map((n) => english.count(["{people} person", "{people} people"], n)), ["1 person", "2 people", "0 people"]);
});

test("numbers are written as the language does", () => {
  assert.deepEqual([999, 4312, 25012, 1234567].map((n) => polish.number(n)), ["999", "4312", `25${NBSP}012`, `1${NBSP}234${NBSP}567`]);
  assert.equal(polish.number(12.34, 1), "12,3");
  assert.equal(polish.number(-0.04, 1), "0,0");
  assert.equal(english.number(4312), "4,312");
});

test("a part never shows as nothing, nor as all, when it is not", () => {
  assert.deepEqual([[0, 9], [1, 1000], [999, 1000], [1, 2], [3, 3], [0, 0]].map(([a, b]) => english.percent(a, b)), ["0%", "<1%", ">99%", "50%", "100%", "0%"]);
});

test("limits are listed with their modes", () => {
  const limits: Omit<Limit, "kind">[] = [{ mode: "car", value: 30, unit: "min" }, { mode: "walk", value: 1500, unit: "m" }];
  assert.equal(polish.limits(limits), `30${NBSP}min samochodem i 1,5${NBSP}km pieszo`);
});

test("a place known only roughly is told with its radius, a known one by its class", () => {
  const words = new Words({ ...TABLE, qualities: { ulica: "ulica" }, position_rough: "z dokładnością do: {quality} ({radius})" }, "pl");
  assert.equal(words.position({ quality: "ulica", radius_m: 500 }), `z dokładnością do: ulica (±${NBSP}500${NBSP}m)`);
  assert.equal(words.position({ quality: "ulica", radius_m: 2500 }), `z dokładnością do: ulica (±${NBSP}2,5${NBSP}km)`);
  assert.equal(words.position({ quality: "ulica" }), "ulica");
  assert.equal(words.position({}), "");
});

test("a template does not fill what strangers wrote", () => {
  assert.equal(new Words({ place: "{place}, {mode}" } as Partial<WordTable> as WordTable, "en").say("place", { place: "{mode} $& $1", mode: "x" }), "{mode} $& $1, x");
});

test("a stranger's word is no word of the page, though every object have one of that name", () => {
  for (const key of ["constructor", "toString", "__proto__", "hasOwnProperty"]) assert.equal(polish.of("by_mode", key), key);
  assert.equal(new Words({ ...TABLE, product: "{constructor}" }, "pl").say("product"), "{constructor}");
});

test("text of strangers cannot turn a line around", () => {
  assert.equal(tame("a\u061cb\u200fc\u202ed\u2066e\u0000"), "abcde");
});

test("a file's name is one plain word of a command, whatever its plan is called", () => {
  assert.equal(fileName("Plan łączony, część 2.toml"), "Plan_łączony_część_2.toml");
  assert.equal(fileName("x; rm -rf ~ `id` $(id) 'a' \"b\" & | > < * ? ! # \n\\ /../"), "x_rm_-rf_id_id_a_b_.._");
  assert.equal(fileName("--out"), "out");
  assert.equal(fileName(".-ukryty"), "ukryty");
  assert.equal(fileName("..."), "plik");
  assert.equal(Array.from(fileName("𐐀".repeat(500), 60)).length, 60);
  for (const name of ["$(reboot)", "a b", "a\u202eb", "a;b", "łąka\u0301"]) assert.match(fileName(name), /^[\p{L}0-9_][\p{L}0-9._-]*$/u, name);
});

test("arrays come back from the pack", async () => {
  const bytes = new Uint8Array(24);
  new Uint16Array(bytes.buffer, 0, 3).set([1, 2, 65535]);
  new Int32Array(bytes.buffer, 8, 2).set([-5, 70000]);
  const encoded = Buffer.from(gzipSync(bytes)).toString("base64");
  const arrays = await unpackArrays(encoded, { a: ["u2", 0, 3], b: ["i4", 8, 2] });
  assert.deepEqual([Array.from(arrays.a), Array.from(arrays.b)], [[1, 2, 65535], [-5, 70000]]);
});

// A square of 10 with a hole of 2 in its middle, and a feature with no part.
const packed = (values: number[]) => {
  const differences = Int16Array.from(values, (v, i) => v - (i ? values[i - 1] : 0));
  const folded = Array.from(differences, (d) => (d < 0 ? -2 * d - 1 : 2 * d));
  return Uint8Array.from([...folded.map((f) => f & 0xff), ...folded.map((f) => f >> 8)]);
};
const SHAPES = new Shapes(
  {
    "s.x": packed([0, 10, 10, 0, 0, 4, 6, 6, 4, 4]),
    "s.y": packed([0, 0, 10, 10, 0, 4, 4, 6, 6, 4]),
    "s.parts": Uint32Array.of(5, 5),
    "s.features": Uint32Array.of(2, 0),
  },
  "s",
);

test("steps from one side of the frame to the other come back", () => {
  const values = [0, 65535, 0, 32768, 40000, 39999];
  const shapes = new Shapes({ "s.x": packed(values), "s.y": packed(values), "s.parts": Uint32Array.of(6), "s.features": Uint32Array.of(1) }, "s");
  assert.deepEqual(Array.from(shapes.x), values);
});

test("shapes are summed up, boxed, and know what they contain", () => {
  assert.deepEqual(Array.from(SHAPES.x), [0, 10, 10, 0, 0, 4, 6, 6, 4, 4]);
  assert.deepEqual([SHAPES.boxOf(0), SHAPES.boxOf(1)], [[0, 0, 10, 10], null]);
  assert.deepEqual([[1, 1], [5, 5], [11, 5]].map(([x, y]) => SHAPES.contains(0, x, y)), [true, false, false]);
});

test("the cell under a point is found", () => {
  const cells = { count: 2, quads: Uint16Array.of(0, 10, 10, 10, 10, 0, 0, 0, 10, 10, 20, 10, 20, 0, 10, 0) };
  assert.deepEqual([[5, 5], [15, 5], [25, 5]].map(([x, y]) => cellAt(cells, x, y)), [0, 1, -1]);
});

test("degrees to steps and back", () => {
  const frame = new Frame([0.54, 0.32, 0.002]);
  const [lat, lng] = frame.latLng(12345, 54321);
  const [x, y] = frame.steps({ lat, lng });
  assert.ok(Math.abs(x - 12345) < 1e-3 && Math.abs(y - 54321) < 1e-3);
});

test("a question is fitted to what has an answer in the file", () => {
  const row = (type: string, mode: string, level: number, limits: [mode: string, value: number][]) => ({
    type, mode, level, has_target: type === "A", is_capacity_known: false, unknown_reasons: {},
    limits: limits.map(([name, value]) => ({ mode: name, value, unit: "min" as const, kind: "umowny" })),
  });
  const answers = [0, 1, 2].flatMap((level) => [
    row("A", "all", level, [["car", 15 * (level + 1)], ["walk", 10 * (level + 1)]]),
    row("A", "car", level, [["car", 15 * (level + 1)]]),
    row("A", "walk", level, [["walk", 10 * (level + 1)]]),
    row("B", "walk", level, [["walk", 10 * (level + 1)]]),
  ]);
  const types = ["A", "B"].map((code) => ({ code, has_figures: true }));
  const data = {
    answers, types, white_spots: [] as SpotRow[], white_spot_columns: [] as SpotColumn[], first: { type: "A", mode: "all", level: 1 },
    areas: [], gminas: [], services: [], what_if: null, frame: [0, 0, 1], cell_ids: [],
  } as unknown as MapData;
  const model = new Model(data, { "cells.gmina": new Uint16Array(0) });
  assert.deepEqual(fitQuestion(model, { type: "B", mode: "all", limits: { walk: 28 }, group: "target" }), { type: "B", mode: "walk", limits: { walk: 30 }, group: "all" });
  assert.deepEqual(fitQuestion(model, { type: "?", mode: "car", group: "target" }), { type: "A", mode: "car", limits: { car: 30, walk: 20 }, group: "target" });
});
