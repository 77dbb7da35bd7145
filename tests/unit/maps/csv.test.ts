// Run by test_maps_front_end.py with node's own runner.
import assert from "node:assert/strict";
import test from "node:test";
import { toCsv, type CsvCell } from "../../../mapa_uslug/maps/src/csv";
import { fileName } from "../../../mapa_uslug/maps/src/download";

const lines = (rows: CsvCell[][], language: string) => toCsv(rows, language).slice(1).split("\r\n").slice(0, -1);

test("a file begins with the mark of UTF-8 and ends its lines as spreadsheets do", () => {
  assert.equal(toCsv([["a"], ["b"]], "en"), "\ufeffa\r\nb\r\n");
});

test("columns part at what is no decimal sign", () => {
  assert.deepEqual(lines([["Łąka", 12.5, null]], "pl"), ["Łąka;12,5;"]);
  assert.deepEqual(lines([["Łąka", 12.5, null]], "en"), ["Łąka,12.5,"]);
});

test("signs that part cells are quoted, quotes doubled", () => {
  assert.deepEqual(lines([['a;b', 'say "x"', "a,b"]], "pl"), ['"a;b";"say ""x""";a,b']);
  assert.deepEqual(lines([['a;b', "a,b"]], "en"), ['a;b,"a,b"']);
  assert.equal(toCsv([["two\nlines"]], "pl"), '\ufeff"two\nlines"\r\n');
});

test("what a spreadsheet would run is defused, figures stay figures", () => {
  const cells = ["=1+1", "+48 600", "-2", "@SUM(A1)", "\tx", "a=b"];
  assert.deepEqual(lines([cells], "pl"), ["'=1+1;'+48 600;'-2;'@SUM(A1);'\tx;a=b"]);
  assert.deepEqual(lines([[-5, -0.5]], "pl"), ["-5;-0,5"]);
});

test("a defused formula that needs quotes has both", () => {
  assert.deepEqual(lines([['=HYPERLINK("a";"b")']], "pl"), [`"'=HYPERLINK(""a"";""b"")"`]);
});

test("names of files hold nothing that leads elsewhere", () => {
  assert.equal(fileName("../../a:b*?.csv"), "_.._a_b_.csv");
  assert.equal(fileName("Białe plamy.csv"), "Białe_plamy.csv");
  assert.equal(fileName("..."), "plik");
});
