// Which thresholds are a change, and with what today is compared. Run by test_maps_front_end.py with node's own runner.
import assert from "node:assert/strict";
import test from "node:test";
import type { Service } from "../../../mapa_uslug/maps/src/data";
import { NO_PLAN, type Plan } from "../../../mapa_uslug/maps/src/model";
import { askToday, changedLimits, fitQuestion } from "../../../mapa_uslug/maps/src/questions";
import { askOfPlan } from "../../../mapa_uslug/maps/src/whatif/plan_on_screen";
import { drawModel, TYPE, type DrawnMode } from "./drawn_model";

const drawMode = (mode: string, values: [number, number, number]): DrawnMode => ({
  mode, unit: "min", values, max: 240, knowsAll: true, snapped: [1, 1], leaveOpen: [Infinity, Infinity], leaveKnown: [Infinity, Infinity],
  backToCell: [Infinity, Infinity], costs: [[60, 1500]], back: [Infinity], loose: [], rough: [], sure: [], least: [], between: [[60, 60], [60, 60]],
});
const model = drawModel({
  gminas: ["0401011"], gmina: [0, 0], people: [10, 20], target: [1, 2], outside: [0, 0], sharing: { regime: "open", groups: [] },
  services: [{ service_id: "U-1", provider: "U-1", service_type: TYPE, gmina_teryt: "0401011", at: [0, 0] } as Service],
  direction: "to", rate: null, unplaced: null, modes: [drawMode("car", [15, 30, 45]), drawMode("walk", [10, 15, 30])],
});
const ask = (limits: Record<string, number>, mode = "all") => fitQuestion(model, { type: TYPE, mode, limits })!;
const today = (limits: Record<string, number>, mode = "all", plan: Plan = NO_PLAN) => askToday(model, ask(limits, mode), plan).limits;

test("another of the three levels is no change: today is taken at it", () => {
  assert.deepEqual(today({ car: 45, walk: 30 }), { car: 45, walk: 30 });
  assert.deepEqual(today({ car: 30, walk: 15 }), { car: 30, walk: 15 });
  assert.deepEqual(today({ car: 15, walk: 15 }, "car"), { car: 15, walk: 15 });
  assert.deepEqual(changedLimits(model, ask({ car: 45, walk: 30 }), NO_PLAN), []);
});

test("a moved threshold is a change: today is taken at the main ones, as a plan's run does", () => {
  assert.deepEqual(today({ car: 25 }), { car: 30, walk: 15 });
  assert.deepEqual(today({ car: 45, walk: 15 }), { car: 30, walk: 15 });
  assert.deepEqual(changedLimits(model, ask({ car: 25 }), NO_PLAN).map(({ measure, value }) => [measure.mode, value]), [["car", 25]]);
  // One that is not asked about changes nothing.
  assert.deepEqual(changedLimits(model, ask({ car: 25 }, "walk"), NO_PLAN), []);
});

test("what a plan sets is a change, though it is one of the levels", () => {
  const plan = { ...NO_PLAN, threshold: [{ service: TYPE, mode: "car", value: 45 }] };
  assert.deepEqual(today({ car: 45 }, "car", plan), { car: 30, walk: 15 });
  assert.deepEqual(today({ car: 15 }, "car", plan), { car: 15, walk: 15 });
});

test("a loaded plan is shown for a service that it changes, that on the screen first", () => {
  const other = { ...NO_PLAN, close: ["U-1"], threshold: [{ service: TYPE, mode: "car", value: 20 }] };
  const question = { ...ask({}), type: "XYZ" };
  assert.deepEqual([askOfPlan(model, question, other).type, askOfPlan(model, question, other).limits.car], [TYPE, 20]);
  assert.equal(askOfPlan(model, ask({}), NO_PLAN).type, TYPE);
});
