// Run by test_maps_front_end.py with node's own runner.
import assert from "node:assert/strict";
import test from "node:test";
import { ringsOf } from "../../../mapa_uslug/maps/src/coverage";
import { distanceTo } from "../../../mapa_uslug/maps/src/further_layers";
import type { Shapes } from "../../../mapa_uslug/maps/src/unpack";
import { outlineOf } from "../../../mapa_uslug/maps/src/whatif/spots";

/** Squares of ten steps by their column and row. */
function squares(at: [col: number, row: number][]) {
  const quads = at.flatMap(([c, r]) => [[c, r], [c + 1, r], [c + 1, r + 1], [c, r + 1]].flatMap(([x, y]) => [10 * x, 10 * y]));
  return { col: Int32Array.from(at, ([c]) => c), row: Int32Array.from(at, ([, r]) => r), quads: Uint16Array.from(quads) };
}

function areaOf(rings: [number, number][][]): number {
  const signed = rings.map((ring) => ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0));
  return Math.abs(signed.reduce((a, b) => a + b, 0));
}

const ringsAt = (at: [number, number][]) => ringsOf(outlineOf(at.map((_, i) => i), squares(at)));

test("sides of one cell close to one ring", () => {
  const rings = ringsAt([[0, 0]]);
  assert.deepEqual([rings.length, rings[0].length, areaOf(rings)], [1, 4, 100]);
});

test("sides between cells of a spot are in no ring", () => {
  const rings = ringsAt([[0, 0], [1, 0], [1, 1]]);
  assert.deepEqual([rings.length, rings[0].length, areaOf(rings)], [1, 8, 300]);
});

test("a hole is a ring of its own that takes its area away", () => {
  const around: [number, number][] = [[0, 0], [1, 0], [2, 0], [0, 1], [2, 1], [0, 2], [1, 2], [2, 2]];
  const rings = ringsAt(around);
  assert.deepEqual([rings.length, areaOf(rings)], [2, 800]);
});

test("cells that touch at a corner only keep their area", () => {
  assert.equal(areaOf(ringsAt([[0, 0], [1, 1]])), 200);
});

test("the distance to a line is that to its nearest segment, not to its ends alone", () => {
  // Only what is looked at; how lines are packed is told elsewhere.
  const line = {
    x: Uint16Array.of(0, 100, 100), y: Uint16Array.of(0, 0, 50), partPtr: Uint32Array.of(0, 3), featurePtr: Uint32Array.of(0, 1),
  } as Partial<Shapes> as Shapes;
  assert.deepEqual([[50, 7], [104, 25], [-3, -4], [100, 60]].map(([x, y]) => distanceTo(line, 0, x, y)), [7, 4, 5, 10]);
});
