// Run by test_maps_front_end.py with node's own runner.
import assert from "node:assert/strict";
import test from "node:test";
import { readContact } from "../../../mapa_uslug/maps/src/contact";

const links = (text: string) => readContact(text).filter((part) => part.href).map((part) => part.href);

test("telephones, mail and the web become links, the words around stay", () => {
  const text = "sekretariat, tel. 68 123 45 67, biuro@ops.example.pl; www.ops.example.pl.";
  assert.deepEqual(links(text), ["tel:681234567", "mailto:biuro@ops.example.pl", "https://www.ops.example.pl/"]);
  assert.equal(readContact(text).map((part) => part.text).join(""), text);
});

test("telephones are read as they are written", () => {
  assert.deepEqual(links("+48 68 123-45-67"), ["tel:+48681234567"]);
  assert.deepEqual(links("(68) 123 45 67"), ["tel:681234567"]);
  assert.deepEqual(links("600100200"), ["tel:600100200"]);
});

test("dates, short numbers and examples are no telephones", () => {
  for (const text of ["2026-09-30", "pok. 12", "tel. 00 000 00 00", "997", "wewn. 123"]) assert.deepEqual(links(text), []);
});

test("nothing else becomes a link", () => {
  for (const text of [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)//www", "data:text/html,x", "file:///etc/passwd", "ftp://a.pl/x",
    "vbscript:x", "http://", "https://localhost", "blob:null", "<a href='javascript:x'>a</a>",
  ]) assert.deepEqual(links(text), [], text);
});

test("an address that hides a name and password is not followed", () => {
  assert.deepEqual(links("https://bank.pl@evil.example.com/"), []);
  assert.deepEqual(links("https://a:b@evil.example.com"), []);
});

test("a web address within a javascript one stays a web address", () => {
  const found = links("javascript:location='https://a.example.com/x'");
  assert.ok(found.every((href) => href!.startsWith("https://a.example.com/")));
});
