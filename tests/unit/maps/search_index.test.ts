// Run by test_maps_front_end.py with node's own runner.
import assert from "node:assert/strict";
import test from "node:test";
import { fold, SearchIndex, type Entry } from "../../../mapa_uslug/maps/src/search_index";

const entry = (label: string, rank = 0, also?: string): Entry<string> => ({ label, kind: "", target: label, rank, also });
const found = (entries: Entry<string>[], query: string, most = 9) => new SearchIndex(entries).find(query, most).map((e) => e.label);

test("letters lose their case, accents and strokes, signs part words", () => {
  assert.equal(fold("Żółta Łąka-Mała (Górka)"), "zolta laka mala gorka");
});

test("a name is found without its diacritics, and with them", () => {
  assert.deepEqual(found([entry("Łąka"), entry("Lalin")], "lak"), ["Łąka"]);
  assert.deepEqual(found([entry("Łąka"), entry("Lalin")], "ŁĄK"), ["Łąka"]);
});

test("every word must begin a word", () => {
  const entries = [entry("Dom Pomocy w Zalewsku"), entry("Pomoc doraźna"), entry("Niedomice")];
  assert.deepEqual(found(entries, "dom"), ["Dom Pomocy w Zalewsku"]);
  assert.deepEqual(found(entries, "zal pom"), ["Dom Pomocy w Zalewsku"]);
  assert.deepEqual(found(entries, "zal pom x"), []);
});

test("the very name comes first, then beginnings, then words within, then addresses", () => {
  const entries = [entry("Przychodnia", 0, "Lipki 3"), entry("Stare Lipki"), entry("Lipki Wielkie"), entry("Lipki")];
  assert.deepEqual(found(entries, "lipki"), ["Lipki", "Lipki Wielkie", "Stare Lipki", "Przychodnia"]);
});

test("among equals a smaller rank comes first, then the alphabet", () => {
  assert.deepEqual(found([entry("Bór B", 1), entry("Bór C", 0), entry("Bór A", 1)], "bor"), ["Bór C", "Bór A", "Bór B"]);
});

test("nothing is found by nothing, and no more than asked for", () => {
  assert.deepEqual(found([entry("A")], " - "), []);
  assert.equal(found(Array.from({ length: 50 }, (_, i) => entry(`A${i}`)), "a", 8).length, 8);
});

test("what would be a pattern elsewhere is only text", () => {
  assert.deepEqual(found([entry("Ulica .* 7")], ".*"), []);
  assert.deepEqual(found([entry("Ulica (Nowa")], "(nowa"), ["Ulica (Nowa"]);
});
