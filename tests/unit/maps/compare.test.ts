// Run by test_maps_front_end.py with node's own runner.
import assert from "node:assert/strict";
import test from "node:test";
import { askedMeasures, askFirst, askOwn, commonLevels, commonModes, commonTypes, whoseLimits } from "../../../mapa_uslug/maps/src/compare/asking";
import { CLASSES, compareCells, countUnlike, NO_CLASS, type SideCells } from "../../../mapa_uslug/maps/src/compare/difference";
import { matchCells, unmatchedOf } from "../../../mapa_uslug/maps/src/compare/matching";
import { isOneRun, type ComparisonData, type Pair } from "../../../mapa_uslug/maps/src/compare/sides";
import type { Measure, Model } from "../../../mapa_uslug/maps/src/model";
import { CANNOT_TELL, FULL, SERVED, TOO_FAR } from "../../../mapa_uslug/maps/src/states";

const [FIRST, SECOND, UNKNOWN_FIRST, UNKNOWN_SECOND] = CLASSES.keys();

/** Ten people a cell, all of them served in a served cell, some in a full one. */
function cellsOf(states: number[], changes: Partial<SideCells> = {}): SideCells {
  const people = states.map(() => 10);
  const served = states.map((state) => (state === SERVED ? 10 : state === FULL ? 4 : 0));
  return { states, people, served, isImputed: states.map(() => 0), hasEstimates: true, isGroup: false, ...changes };
}

function compare(first: SideCells, second: SideCells, ids?: Pair<string[]>) {
  const names = first.states.length ? Array.from(first.states, (_, i) => `c${i}`) : [];
  return compareCells([first, second], matchCells(ids ?? [names, names]));
}

test("cells are matched by their ids, whatever their order", () => {
  const { other, count } = matchCells([["a", "b", "c"], ["c", "x", "a"]]);
  assert.equal(count, 2);
  assert.deepEqual([...other[0]], [2, -1, 0]);
  assert.deepEqual([...other[1]], [2, -1, 0]);
  assert.deepEqual([unmatchedOf(other[0]), unmatchedOf(other[1])], [[1], [1]]);
});

test("a cell is matched once, though its id stand twice", () => {
  assert.deepEqual([...matchCells([["a", "a"], ["a"]]).other[0]], [0, -1]);
});

test("access on one map only and what is not known on one map only are classes of their own", () => {
  const first = cellsOf([SERVED, TOO_FAR, CANNOT_TELL, SERVED, TOO_FAR, SERVED, CANNOT_TELL, TOO_FAR]);
  const second = cellsOf([TOO_FAR, SERVED, SERVED, CANNOT_TELL, CANNOT_TELL, SERVED, CANNOT_TELL, TOO_FAR]);
  const { classes, counts } = compare(first, second);
  assert.deepEqual([...classes[0]], [FIRST, SECOND, UNKNOWN_FIRST, UNKNOWN_SECOND, UNKNOWN_SECOND, NO_CLASS, NO_CLASS, NO_CLASS]);
  assert.deepEqual(Object.values(counts).map(({ cells, people }) => [cells, people]), [[1, 10], [1, 10], [1, 10], [2, 20]]);
});

test("the other way around the classes change places", () => {
  const [first, second] = [cellsOf([SERVED, FULL, CANNOT_TELL]), cellsOf([FULL, TOO_FAR, TOO_FAR])];
  const there = compare(first, second).counts;
  const back = compare(second, first).counts;
  assert.deepEqual([there.first, there.second, there.unknown_first], [back.second, back.first, back.unknown_second]);
});

test("room for some of a cell's people is access for them only", () => {
  const { classes, counts } = compare(cellsOf([FULL, FULL, FULL]), cellsOf([SERVED, TOO_FAR, FULL], { served: [10, 0, 7] }));
  assert.deepEqual([...classes[1]], [SECOND, FIRST, SECOND]);
  assert.deepEqual([counts.second.people, counts.first.people], [6 + 3, 4]);
});

test("what rounding moved to the next full cell is no difference, and the sums still agree", () => {
  const first = cellsOf([FULL, FULL, FULL], { served: [4, 5, 3] });
  const second = cellsOf([FULL, FULL, FULL], { served: [5, 4, 4] });
  const { classes, counts } = compare(first, second);
  assert.deepEqual([...classes[0]], [NO_CLASS, NO_CLASS, NO_CLASS]);
  assert.deepEqual([counts.first.people, counts.second.people], [0, 1]);
});

test("a cell is no gain because one map counts more people in it", () => {
  const more = cellsOf([SERVED, FULL], { people: [14, 20], served: [14, 8] });
  const { classes, counts } = compare(cellsOf([SERVED, FULL]), more);
  assert.deepEqual([...classes[0]], [NO_CLASS, NO_CLASS]);
  assert.deepEqual([counts.first.people, counts.second.people], [0, 0]);
  assert.equal(countUnlike([[10, 10, 3], [14, 20, 3]], matchCells([["a", "b", "c"], ["a", "b", "c"]])), 2);
});

test("people are counted as on the map that the class is called by", () => {
  const ids: Pair<string[]> = [["a", "b"], ["b", "a"]];
  const first = cellsOf([SERVED, TOO_FAR], { people: [3, 5], served: [3, 0] });
  const second = cellsOf([SERVED, TOO_FAR], { people: [7, 11], served: [7, 0] });
  const { classes, counts } = compare(first, second, ids);
  assert.deepEqual([[...classes[0]], [...classes[1]]], [[FIRST, SECOND], [SECOND, FIRST]]);
  assert.deepEqual([counts.first.people, counts.second.people], [3, 7]);
});

test("cells that the other map does not have are of no class", () => {
  const { classes, counts } = compare(cellsOf([SERVED, SERVED]), cellsOf([TOO_FAR]), [["a", "b"], ["b"]]);
  assert.deepEqual([...classes[0]], [NO_CLASS, FIRST]);
  assert.equal(counts.first.cells, 1);
});

test("a figure that would tell of a confidential cell is not told", () => {
  const hidden = { isImputed: [1, 0] };
  const alone = compare(cellsOf([SERVED, SERVED], hidden), cellsOf([TOO_FAR, SERVED]));
  assert.equal(alone.counts.first.people, null);
  const together = compare(cellsOf([SERVED, SERVED], hidden), cellsOf([TOO_FAR, TOO_FAR]));
  assert.equal(together.counts.first.people, 20);
  const group = compare(cellsOf([SERVED, SERVED], { ...hidden, isGroup: true }), cellsOf([TOO_FAR, TOO_FAR], { isGroup: true }));
  assert.equal(group.counts.first.people, null);
});

test("a file that tells nothing cell by cell counts whole cells, and nobody where there is room for some", () => {
  const stored = { served: null, hasEstimates: false };
  const far = compare(cellsOf([SERVED, SERVED], { ...stored, isImputed: [0, 1], people: [10, 0] }), cellsOf([TOO_FAR, TOO_FAR], stored));
  assert.deepEqual(far.counts.first, { cells: 2, people: 10, uncounted: 1 });
  assert.equal(compare(cellsOf([FULL], stored), cellsOf([SERVED], stored)).counts.second.people, null);
});

const measure = (mode: string, changes: Partial<Measure> = {}): Measure => ({
  mode, unit: "min", values: [15, 30, 45], kinds: ["umowny", "umowny", "umowny"], min: 2, max: 90, step: 1, ...changes,
});

function modelOf(types: Record<string, Measure[]>, canRecount = true): Model {
  const list = Object.keys(types).map((code) => ({ code }));
  const modesOf = (type: string) => {
    const modes = (types[type] ?? []).map(({ mode }) => mode);
    return modes.length > 1 ? ["all", ...modes] : modes;
  };
  return { askableTypes: () => list, modesOf, measuresOf: (type: string) => types[type] ?? [], hasTarget: () => false, data: { first: null }, canRecount } as unknown as Model;
}

test("both maps are asked what both can be asked", () => {
  const models = [
    modelOf({ DDP: [measure("car"), measure("walk")], ZLO: [measure("car")] }),
    modelOf({ SP: [measure("car")], DDP: [measure("car", { max: 60, min: 5 })] }),
  ];
  assert.deepEqual(commonTypes(models).map(({ code }) => code), ["DDP"]);
  assert.deepEqual(commonModes(models, "DDP"), ["car"]);
  const [car] = askedMeasures(models, { type: "DDP", mode: "car" });
  assert.deepEqual([car.min, car.max], [5, 60]);
});

test("thresholds of both maps can be chosen, each once", () => {
  const moved = modelOf({ DDP: [measure("car", { values: [10, 30, 45] })] });
  const levels = commonLevels([modelOf({ DDP: [measure("car")] }), moved], { type: "DDP", mode: "car" });
  assert.deepEqual(levels.map(({ limits }) => limits.car), [10, 15, 30, 45]);
});

test("beside a map that cannot count anew only its own thresholds can be chosen", () => {
  const fixed = modelOf({ DDP: [measure("car", { values: [20, 40, 60] })] }, false);
  const levels = commonLevels([modelOf({ DDP: [measure("car")] }), fixed], { type: "DDP", mode: "car" });
  assert.deepEqual(levels.map(({ limits }) => limits.car), [20, 40, 60]);
});

test("one run twice is known by nothing being of one side alone", () => {
  const own = (sides: object[], second: object) => ({ sides, directories: [{ a: 1 }, {}, second] }) as unknown as ComparisonData;
  assert.ok(isOneRun(own([{}, {}], {})));
  assert.ok(!isOneRun(own([{}, { name: "po" }], {})));
  assert.ok(!isOneRun(own([{}, {}], { "steps.0.0": ["u1", 0, 4] })));
});

const threshold = (mode: string, main: number) => measure(mode, { values: [main / 2, main, main + 15] });

test("maps whose own thresholds differ are each asked with their own", () => {
  const models: Pair<Model> = [
    modelOf({ DDP: [threshold("car", 30), threshold("walk", 15)] }),
    modelOf({ DDP: [threshold("car", 20), threshold("walk", 15)] }),
  ];
  const all = askFirst(models, { type: "DDP" })!;
  assert.ok(all.isSeparate);
  assert.deepEqual(all.questions.map(({ limits }) => limits), [{ car: 30, walk: 15 }, { car: 20, walk: 15 }]);
  assert.equal(whoseLimits(models, all.questions), "own");
  // On foot they do not differ.
  const walk = askFirst(models, { type: "DDP", mode: "walk" })!;
  assert.ok(!walk.isSeparate);
  assert.equal(whoseLimits(models, walk.questions), null);
});

test("whose thresholds a common question has is known", () => {
  const models: Pair<Model> = [modelOf({ DDP: [threshold("car", 30)] }), modelOf({ DDP: [threshold("car", 20)] })];
  const ask = (car: number) => ({ type: "DDP", mode: "car", limits: { car }, group: "all" }) as const;
  assert.equal(whoseLimits(models, [ask(30), ask(30)]), "first");
  assert.equal(whoseLimits(models, [ask(20), ask(20)]), "second");
  assert.equal(whoseLimits(models, [ask(25), ask(25)]), null);
  assert.deepEqual(askOwn(models, [ask(25), ask(25)]).map(({ limits }) => limits.car), [30, 20]);
});
