// Run by test_maps_front_end.py with node's own runner.
import assert from "node:assert/strict";
import test from "node:test";
import { sortRows, type Value } from "../../../mapa_uslug/maps/src/tables/sorting";

const sorted = (values: Value[], isDescending = false, language = "pl") => sortRows(values, (value) => value, isDescending, language);

test("figures are sorted as figures", () => {
  assert.deepEqual(sorted([10, 9, 100]), [9, 10, 100]);
  assert.deepEqual(sorted([10, 9, 100], true), [100, 10, 9]);
});

test("names are sorted as the language does", () => {
  assert.deepEqual(sorted(["Żary", "Łąka", "Zalewsk", "Lipki"]), ["Lipki", "Łąka", "Zalewsk", "Żary"]);
  assert.deepEqual(sorted(["Dom 10", "Dom 9"]), ["Dom 9", "Dom 10"]);
});

test("what is not known comes last either way", () => {
  assert.deepEqual(sorted([null, 2, 1]), [1, 2, null]);
  assert.deepEqual(sorted([null, 2, 1], true), [2, 1, null]);
});

test("ties stay in their order either way", () => {
  const rows = [{ n: 1, id: "a" }, { n: 1, id: "b" }, { n: 0, id: "c" }];
  const ids = (isDescending: boolean) => sortRows(rows, (row) => row.n, isDescending, "en").map((row) => row.id);
  assert.deepEqual([ids(false), ids(true)], [["c", "a", "b"], ["a", "b", "c"]]);
});
