// What a gmina's confidential cells have together goes to them by their people, as test_contracts_count_group.py has it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { spreadConfidential } from "../../../mapa_uslug/maps/src/whatif/confidential";

test("only the sum of a gmina's confidential cells is used", () => {
  const people = spreadConfidential({
    known: Uint32Array.of(7, 0, 0, 0),
    sums: Uint32Array.of(6, 3),
    everybody: Uint32Array.of(50, 20, 8, 10),
    gmina: Uint16Array.of(0, 0, 1, 0),
    isConfidential: Uint8Array.of(0, 1, 1, 1),
  });
  assert.deepEqual([...people], [7, 4, 3, 2]);
});

test("cells without people have nobody of a group", () => {
  const people = spreadConfidential({
    known: Uint32Array.of(0), sums: Uint32Array.of(0), everybody: Uint32Array.of(0), gmina: Uint16Array.of(0), isConfidential: Uint8Array.of(1),
  });
  assert.deepEqual([...people], [0]);
});
