// Parts of the map's core, each against something simpler: tables, spots, allotment, what narrows the places.
import assert from "node:assert/strict";
import test from "node:test";
import { gzipSync } from "fflate";
import type { Service, WordTable } from "../../../mapa_uslug/maps/src/data";
import { NO_FILTERS, NO_PLAN, type Filters, type Model, type Plan } from "../../../mapa_uslug/maps/src/model";
import { nearestTo } from "../../../mapa_uslug/maps/src/naming";
import { firstQuestion, fitQuestion, movedLimits } from "../../../mapa_uslug/maps/src/questions";
import { Words } from "../../../mapa_uslug/maps/src/words";
import { unpackArrays } from "../../../mapa_uslug/maps/src/unpack";
import { allotPlaces } from "../../../mapa_uslug/maps/src/whatif/allotment";
import { findNearest } from "../../../mapa_uslug/maps/src/whatif/layer";
import { compareByCodePoint } from "../../../mapa_uslug/maps/src/whatif/places";
import { readPlan, writePlan } from "../../../mapa_uslug/maps/src/whatif/plan_file";
import { askWithPlan, countPlan, keepLimits, limitsBeyond, planOnScreen } from "../../../mapa_uslug/maps/src/whatif/plan_on_screen";
import { makeScope } from "../../../mapa_uslug/maps/src/whatif/plan_scope";
import { findSpots, groupTouching, isInside, outlineOf } from "../../../mapa_uslug/maps/src/whatif/spots";
import { decodeTable, WayTables } from "../../../mapa_uslug/maps/src/whatif/tables";
import { code, codeSquare, drawModel, TYPE, type DrawnMode } from "./drawn_model";

/** The same numbers at every run. */
function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

test("tables, rows and columns come back from their differences", () => {
  const random = makeRandom(7);
  const count = 13;
  const order = [...Array(count).keys()].sort(() => random(3) - 1);
  const rows = Array.from({ length: count }, () => Uint8Array.from({ length: count }, () => random(256)));
  assert.deepEqual([...decodeTable(code(rows, order), Uint32Array.from(order))], rows.flatMap((row) => [...row]));
  const arrays = { "ways.0": codeSquare(rows, order) };
  // The same arrays may be read by a second one.
  for (const ways of [new WayTables(arrays, Uint32Array.from(order)), new WayTables(arrays, Uint32Array.from(order))]) {
    for (let c = 0; c < count; c += 1) {
      assert.deepEqual([...ways.steps(0, "from", c)], [...rows[c]]);
      assert.deepEqual([...ways.steps(0, "to", c)], rows.map((row) => row[c]));
    }
  }
});

test("packs are unpacked alike with and without the browser's own decompression", async () => {
  const bytes = Uint8Array.from({ length: 80_000 }, (_, i) => (i * i) & 255);
  const encoded = `\n${Buffer.from(gzipSync(bytes)).toString("base64")}\n`;
  const own = await unpackArrays(encoded, { a: ["u1", 8, 70_000] });
  const { DecompressionStream } = globalThis;
  Reflect.deleteProperty(globalThis, "DecompressionStream");
  try {
    assert.deepEqual((await unpackArrays(encoded, { a: ["u1", 8, 70_000] })).a, own.a);
  } finally {
    globalThis.DecompressionStream = DecompressionStream;
  }
  assert.deepEqual(own.a, bytes.slice(8, 70_008));
});

test("white spots are the touching cells, whatever their order", () => {
  const random = makeRandom(11);
  for (let round = 0; round < 60; round += 1) {
    const count = 60;
    const col = Int32Array.from({ length: count }, () => random(12) - 5);
    const row = Int32Array.from({ length: count }, () => random(12) - 5);
    const isTooFar = Uint8Array.from({ length: count }, () => Number(random(3) > 0));
    // Labels spread from cell to cell until none changes.
    const label = [...Array(count).keys()];
    for (let changed = true; changed; ) {
      changed = false;
      for (let a = 0; a < count; a += 1) {
        for (let b = 0; b < count; b += 1) {
          if (!isTooFar[a] || !isTooFar[b] || Math.abs(col[a] - col[b]) > 1 || Math.abs(row[a] - row[b]) > 1 || label[b] >= label[a]) continue;
          label[a] = label[b];
          changed = true;
        }
      }
    }
    const expected = new Map<number, number[]>();
    label.forEach((first, c) => isTooFar[c] && expected.set(first, [...(expected.get(first) ?? []), c]));
    const found = groupTouching(isTooFar, { col, row }).sort((a, b) => a[0] - b[0]);
    assert.deepEqual(found, [...expected].sort(([a], [b]) => a - b).map(([, cells]) => cells));
  }
});

test("a white spot's figures, and those that stay confidential", () => {
  // Spots of one imputed cell (0), of cells 2 to 4 of which 3 is imputed, of six imputed cells (6 to 11).
  const imputed = [1, 0, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1];
  const cells = {
    col: Int32Array.of(0, 1, 10, 11, 12, 13, 20, 21, 22, 23, 24, 25), row: new Int32Array(12), gmina: Uint16Array.of(0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    locality: Uint16Array.of(1, 0, 2, 1, 1, 1, 0, 0, 0, 0, 0, 0), isImputed: Uint8Array.from(imputed), people: Uint32Array.of(3, 0, 50, 20, 30, 9, 5, 5, 5, 5, 5, 5),
    target: Uint32Array.of(1, 0, 5, 2, 3, 1, 1, 1, 1, 1, 1, 1),
  };
  const isTooFar = Uint8Array.of(1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1);
  const over = [5, 0, 4, Infinity, 10, 0, ...Array(6).fill(Infinity)];
  const spots = findSpots(isTooFar, cells, (c) => ({ over: over[c], place: over[c] < Infinity ? c : -1 }), { gminas: ["A", "B"], localities: ["Wieś", "Bór"] });
  assert.deepEqual(spots, [
    // Of 80 people who know a way 50 are 4 beyond and 30 are 10; A and B have 50 each, and so have their villages.
    { cells: [2, 3, 4], people: 100, peopleTarget: null, over: 6.25, place: 2, gminas: [0, 1], localities: ["Bór", "Wieś"] },
    { cells: [6, 7, 8, 9, 10, 11], people: 30, peopleTarget: 6, over: null, place: -1, gminas: [0], localities: [] },
    { cells: [0], people: null, peopleTarget: null, over: 5, place: 0, gminas: [0], localities: ["Wieś"] },
  ]);
});

test("an outline goes around a spot, holes and shared squares included", () => {
  // A ring of eight cells around a hole, the first of them in two gminas.
  const places = [[0, 0], [0, 0], [1, 0], [2, 0], [0, 1], [2, 1], [0, 2], [1, 2], [2, 2]];
  const [col, row] = [0, 1].map((axis) => Int32Array.from(places, (place) => place[axis]));
  const quads = Uint16Array.from(places.flatMap(([x, y]) => [x, 10 - y, x + 1, 10 - y, x + 1, 9 - y, x, 9 - y]));
  const outline = outlineOf([...places.keys()], { col, row, quads });
  assert.equal(outline.length / 4, 12 + 4);
  assert.deepEqual([[0.5, 9.5], [1.5, 8.5], [2.5, 7.5], [3.5, 8.5]].map(([x, y]) => isInside(outline, x, y)), [true, false, true, false]);
});

test("places are allotted as by sorting every pair", () => {
  const random = makeRandom(5);
  for (let round = 0; round < 40; round += 1) {
    const [cells, places, gminas, limit] = [20, 6, 3, 40];
    const steps = Array.from({ length: places }, () => Uint8Array.from({ length: cells }, () => random(60)));
    const barred = Uint8Array.from({ length: places * gminas }, () => (random(4) ? 0 : 255));
    const gmina = Uint16Array.from({ length: cells }, () => random(gminas));
    const isWithin = Uint8Array.from({ length: cells }, () => Number(random(5) > 0));
    const wanted = Float64Array.from({ length: cells }, () => random(50) / 10);
    const capacity = Float64Array.from({ length: places }, (_, p) => (p === 5 ? Infinity : random(100) / 10));
    const pairs = [...Array(cells * places).keys()]
      .map((i) => ({ c: Math.floor(i / places), p: i % places }))
      .filter(({ c, p }) => isWithin[c] && !barred[p * gminas + gmina[c]] && steps[p][c] <= limit)
      .sort((a, b) => steps[a.p][a.c] - steps[b.p][b.c] || a.c - b.c || a.p - b.p);
    const [left, room] = [[...wanted], [...capacity]];
    for (const { c, p } of pairs) {
      const taken = Math.min(left[c], room[p]);
      left[c] -= taken;
      room[p] -= taken;
    }
    const share = allotPlaces({ steps, barred, gmina, gminas, limit, isWithin, wanted, capacity });
    const expected = left.map((rest, c) => (isWithin[c] && wanted[c] > 0 && rest / wanted[c] >= 1e-9 ? rest / wanted[c] : 0));
    assert.deepEqual([...share], expected);
  }
});

test("the nearest place is the first of the least, known roughly or well", () => {
  const random = makeRandom(3);
  for (let round = 0; round < 40; round += 1) {
    const [cells, places, gminas] = [12, 7, 3];
    const table = (): Uint8Array[] => Array.from({ length: places }, () => Uint8Array.from({ length: cells }, () => (random(5) ? random(6) : 254 + random(2))));
    const [steps, worst, best] = [table(), table(), table()];
    const rough = [...Array(places).keys()].filter(() => random(3) === 0);
    const sure = steps.map((row, p) => (rough.includes(p) ? worst[p] : row));
    const least = rough.map((p) => best[p]);
    const barred = Uint8Array.from({ length: places * gminas }, (_, i) => (i < 6 || random(3) ? 0 : 255));
    const gmina = Uint16Array.from({ length: cells }, () => random(gminas));
    const back = Float64Array.from({ length: places }, () => (random(4) ? random(100) : Infinity));
    const found = findNearest({ steps, sure, least, rough, back, barred, gmina, gminas });
    for (let c = 0; c < cells; c += 1) {
      const mine = [...Array(places).keys()].filter((p) => !barred[p * gminas + gmina[c]]);
      const leastOf = (rows: Uint8Array[], of: number[]) => Math.min(255, ...of.map((p) => rows[p][c]));
      const near = leastOf(steps, mine);
      assert.equal(found.near[c], near);
      assert.equal(found.who[c], near === 255 ? -1 : mine.find((p) => steps[p][c] === near));
      assert.equal(found.best[c], leastOf(sure, mine));
      assert.equal(found.least?.[c] ?? 255, leastOf(best, mine.filter((p) => rough.includes(p))));
      assert.equal(found.hasPlace[gmina[c]], Number(mine.length > 0));
      assert.equal(found.back[gmina[c]], Math.min(Infinity, ...mine.map((p) => back[p])));
    }
  }
});

test("ids come in the order of Python's strings", () => {
  assert.deepEqual(["b", "\uffee", "🚌", "a", "aa", ""].sort(compareByCodePoint), ["", "a", "aa", "b", "\uffee", "🚌"]);
});

/** Four cells in a row and two places, one of them beyond the limits. */
function drawSmall(services: Partial<Service>[] = [{ provider_kind: "NGO?", deliveries: "S|D", capacity: 5 }, { provider_kind: "gmina" }, {}]): Model {
  const never = [Infinity, Infinity, Infinity, Infinity];
  const mode = (name: string, unit: "min" | "m", values: [number, number, number], max: number): DrawnMode => ({
    mode: name, unit, values, max, knowsAll: true, snapped: [1, 1, 1, 1], leaveOpen: never, leaveKnown: never, backToCell: never, rough: [], sure: [], least: [],
    costs: services.map((_, p) => [60, 600, 1200, 30_000].map((cost) => (p ? 2 * cost : cost))), back: services.map(() => Infinity), loose: [],
    between: Array(4).fill([600, 600, 600, 600]),
  });
  return drawModel({
    gminas: ["086001", "086002"], gmina: [0, 0, 1, 1], people: [10, 20, 30, 40], target: [1, 2, 3, 4], outside: [0, 0, 0, 0], sharing: { regime: "open", groups: [] },
    services: services.map((service, i) => ({ service_id: `U-${i}`, provider: `P${i}`, service_type: TYPE, gmina_teryt: "086001", at: [0, 0], ...service }) as Service),
    direction: "to", rate: null, unplaced: [], modes: [mode("walk", "m", [500, 1000, 2000], 20_000), mode("car", "min", [10, 20, 30], 120)],
  });
}

test("a question is fitted to what the file can be asked", () => {
  const model = drawSmall();
  assert.deepEqual(model.modesOf(TYPE), ["all", "car", "walk"]);
  assert.deepEqual(firstQuestion(model), { type: TYPE, mode: "all", limits: { car: 20, walk: 1000 }, group: "all" });
  const wish = { type: "NIC", mode: "bike", limits: { car: 500, walk: 1249, bike: 3, __proto__: 5 }, group: "target" };
  assert.deepEqual(fitQuestion(model, wish), { type: TYPE, mode: "all", limits: { car: 120, walk: 1200 }, group: "target" });
  assert.deepEqual(fitQuestion(model, { limits: { car: "x", walk: NaN } })!.limits, { car: 20, walk: 1000 });
  assert.deepEqual(fitQuestion(model, { limits: { car: 0, walk: 90 } })!.limits, { car: 2, walk: 200 });
  assert.deepEqual(movedLimits(model, fitQuestion(model, { limits: { walk: 1200 } })!), { walk: 1200 });
  const limits = model.answer(fitQuestion(model, { limits: { car: 30, walk: 1200 } })!)!.limits;
  assert.deepEqual(limits.map(({ kind, max }) => [kind, max]), [["umowny", 120], ["wlasny", 20_000]]);
});

test("answers are kept as long as their plan and filters are", () => {
  const model = drawSmall();
  const question = firstQuestion(model)!;
  const plan: Plan = { ...NO_PLAN, close: ["U-0"] };
  assert.equal(model.answer({ ...question }, plan), model.answer(question, plan));
  assert.equal(model.answer(question), model.base(question));
  assert.notEqual(model.answer(question, { ...plan }), model.answer(question, plan));
});

test("filters leave places out, and say which", () => {
  const model = drawSmall();
  const left = (filters: Filters) => model.places(TYPE, NO_PLAN, filters).filter((place) => place.isLeftOut).map((place) => place.id);
  assert.deepEqual(left({ sectors: ["NGO"], deliveries: null }), ["U-1", "U-2"]);
  assert.deepEqual(left({ sectors: [""], deliveries: null }), ["U-0", "U-1"]);
  assert.deepEqual(left({ sectors: null, deliveries: ["D"] }), ["U-1", "U-2"]);
  assert.deepEqual(left({ sectors: null, deliveries: ["S"] }), []);
  assert.deepEqual(left({ sectors: [], deliveries: null }), ["U-0", "U-1", "U-2"]);
  const question = fitQuestion(model, { mode: "car", limits: { car: 20 } })!;
  // U-0 has cells 0 to 2 within 20 minutes, the others 0 and 1 (20 minutes) only.
  assert.deepEqual(model.answer(question)!.sums("all").total, [60, 0, 40, 0]);
  assert.deepEqual(model.answer(question, NO_PLAN, { sectors: ["gmina"], deliveries: null })!.sums("all").total, [30, 0, 70, 0]);
  assert.deepEqual(model.answer(question, NO_PLAN, { sectors: [], deliveries: null })!.sums("all").total, [0, 0, 100, 0]);
});

test("the plan of what is on the screen counts the same without the screen", async () => {
  const model = drawSmall();
  const question = fitQuestion(model, { mode: "car", limits: { car: 19, walk: 1000 } })!;
  const filters: Filters = { sectors: ["gmina"], deliveries: null };
  const plan: Plan = { ...NO_PLAN, name: "x", capacity: [{ id: "U-0", capacity: 3 }], open: [{ id: "n", service: TYPE, name: "", cell: 3 }] };
  const { plan: onScreen, leftOut } = planOnScreen(model, question, plan, filters);
  assert.deepEqual(leftOut, ["U-0", "U-2"]);
  assert.deepEqual([onScreen.close, onScreen.capacity, onScreen.threshold], [["U-0", "U-2"], [], [{ service: TYPE, mode: "car", value: 19 }]]);
  const toml = writePlan(onScreen, model.cells.ids, ["Miejsca pominięte przez zawężenie są zamknięte."]);
  assert.throws(() => model.answer(question, plan, filters), /loadWays/);
  const counted = await countPlan(model, toml, fitQuestion(model, { mode: "car" })!);
  assert.deepEqual(counted.problems, []);
  assert.deepEqual(counted.answer!.sums("all"), model.answer(question, plan, filters)!.sums("all"));
  assert.deepEqual(counted.answer!.sums("all").total, [100, 0, 0, 0]);
  assert.deepEqual((await countPlan(model, "name = 3", question)).problems.map((one) => one.code), ["not_text"]);
});

test("limits on the screen count, whatever the plan came with", () => {
  const model = drawSmall();
  const other = { service: "KS", mode: "car", value: 15 };
  const plan: Plan = { ...NO_PLAN, threshold: [other, { service: TYPE, mode: "car", value: 25 }] };
  const ask = (car: number) => fitQuestion(model, { mode: "car", limits: { car } })!;
  assert.equal(keepLimits(model, ask(25), plan), plan);
  // Moved back to the main one.
  assert.deepEqual(keepLimits(model, ask(20), plan).threshold, [other]);
  assert.deepEqual(planOnScreen(model, ask(20), plan, NO_FILTERS).plan.threshold, [other]);
  assert.deepEqual(keepLimits(model, ask(17), plan).threshold, [other, { service: TYPE, mode: "car", value: 17 }]);
  const without: Plan = { ...NO_PLAN, threshold: [other] };
  assert.equal(keepLimits(model, ask(17), without), without);
});

test("a threshold beyond what the file can count is kept as long as nobody moves it", async () => {
  const model = drawSmall();
  const long = { service: TYPE, mode: "car", value: 240 };
  const plan: Plan = { ...NO_PLAN, name: "x", threshold: [long] };
  const question = askWithPlan(model, firstQuestion(model)!, plan);
  assert.equal(question.limits.car, 120);
  assert.deepEqual(limitsBeyond(model, question, plan), [{ ...long, max: 120 }]);
  assert.deepEqual(planOnScreen(model, question, plan, NO_FILTERS).plan.threshold, [long]);
  const moved = { ...question, limits: { ...question.limits, car: 60 } };
  assert.deepEqual(planOnScreen(model, moved, plan, NO_FILTERS).plan.threshold, [{ ...long, value: 60 }]);
  const { answer, problems } = await countPlan(model, writePlan(plan, model.cells.ids), firstQuestion(model)!);
  assert.deepEqual([answer, problems.map(({ code }) => code)], [null, ["limit_beyond"]]);
});

test("a white spot whose gmina nobody serves is not said to be out of reach", () => {
  const model = drawSmall();
  const words = new Words({ nearest_none: "unreachable", cause_not_served: "not served" } as Partial<WordTable> as WordTable, "en");
  const plan: Plan = { ...NO_PLAN, sharing: { regime: "own", groups: [] } };
  const answer = model.answer(fitQuestion(model, { mode: "car" })!, plan)!;
  const told = answer.spots.map((spot) => [spot.gminas, nearestTo(spot, model, words, answer)]);
  assert.ok(told.some(([gminas, nearest]) => gminas.includes("086002") && nearest === "not served"), JSON.stringify(told));
  // A stored spot does not tell its cells.
  const stored = answer.spots.map((spot) => nearestTo({ ...spot, cells: [], nearest: null }, model, words, answer));
  assert.ok(stored.includes("not served"));
  const far = model.answer(fitQuestion(drawSmall([{}]), { mode: "car" })!)!;
  assert.equal(nearestTo({ ...answer.spots[0], nearest: null }, model, words, { ...far, states: new Uint8Array(4).fill(2) }), "unreachable");
});

test("ways to the nearest place, and what is beyond the file's knowledge", () => {
  const model = drawSmall([{}]);
  const answer = model.answer(fitQuestion(model, { mode: "car" })!)!;
  assert.deepEqual([0, 2, 3].map((cell) => answer.ways(cell).map(({ cost, isBeyond, place }) => [cost, isBeyond, place?.id])), [
    [[1, false, "U-0"]], [[20, false, "U-0"]], [[null, true, undefined]],
  ]);
  assert.deepEqual(answer.spots.map(({ people, gminas, over, nearest, cells }) => [people, gminas, over, nearest, cells]), [[40, ["086002"], null, null, [3]]]);
  assert.deepEqual([...model.costsTo(TYPE, "car", null)!.steps], [1, 10, 20, 254]);
  assert.equal(model.costsTo(TYPE, "car", model.places(TYPE)[0], { ...NO_PLAN, close: ["U-0"] }, NO_FILTERS), null);
});

test("degrees are found among the cells and gminas", () => {
  const model = drawSmall();
  const scope = makeScope(model);
  const [lat, lon] = model.atOf(2);
  // Without shapes there is no gmina to lie in.
  assert.equal(scope.locate(lon, lat), null);
  Object.assign(model.shapes.gminas, {
    x: Uint16Array.of(100, 500, 500, 100, 100), y: Uint16Array.of(60_000, 60_000, 59_900, 59_900, 60_000), partPtr: Uint32Array.of(0, 5), featurePtr: Uint32Array.of(0, 1, 1),
  });
  assert.deepEqual(scope.locate(lon, lat), { cell: 2, gmina: "086001" });
  // A step of this frame is some 4 m: 60 steps beyond are near enough, 200 are not.
  const [nearLat, nearLon] = model.frame.latLng(560, 59_950);
  assert.deepEqual(scope.locate(nearLon, nearLat), { cell: 3, gmina: "" });
  const [farLat, farLon] = model.frame.latLng(700, 59_950);
  assert.equal(scope.locate(farLon, farLat), null);
  const { plan } = readPlan(`name = "x"\n[[open]]\nid = "n"\nservice = "${TYPE}"\nlon = ${lon}\nlat = ${lat}`, scope);
  assert.deepEqual([plan!.open[0].cell, plan!.open[0].gmina, plan!.open[0].approximate], [2, "086001", true]);
});
