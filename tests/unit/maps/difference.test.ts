// Run by test_maps_front_end.py with node's own runner.
import assert from "node:assert/strict";
import test from "node:test";
import type { ServiceType, WordTable } from "../../../mapa_uslug/maps/src/data";
import type { Model } from "../../../mapa_uslug/maps/src/model";
import { sayChange } from "../../../mapa_uslug/maps/src/panel/result";
import { CANNOT_TELL, FULL, SERVED, TOO_FAR } from "../../../mapa_uslug/maps/src/states";
import type { Answer } from "../../../mapa_uslug/maps/src/whatif/answer";
import { compareAccess, type Difference } from "../../../mapa_uslug/maps/src/whatif/difference";
import { Words } from "../../../mapa_uslug/maps/src/words";

const NOTHING: Difference = { gained: 0, lost: 0, nowUnknown: 0, nowKnown: 0 };
const PEOPLE = [10, 12, 9];

function answerOf(served: number[], states = served.map((n) => (n ? SERVED : TOO_FAR))): Answer {
  const sums = () => ({ total: [served.reduce((a, b) => a + b, 0), 0, 0, 0], gminas: [] });
  return { type: "DDP", limits: [], served: () => served, people: () => PEOPLE, states: Uint8Array.from(states), sums } as Partial<Answer> as Answer;
}

test("gains and losses are told apart, though their sum is the same", () => {
  assert.deepEqual(compareAccess(answerOf([10, 0, 9]), answerOf([0, 12, 9]), "all"), { ...NOTHING, gained: 10, lost: 12 });
});

test("people of whom nothing is known lose nothing, and gain nothing once something is known", () => {
  const known = answerOf([10, 0, 4], [SERVED, TOO_FAR, FULL]);
  const unknown = answerOf([0, 0, 0], [CANNOT_TELL, CANNOT_TELL, CANNOT_TELL]);
  assert.deepEqual(compareAccess(unknown, known, "all"), { ...NOTHING, nowUnknown: 31 });
  assert.deepEqual(compareAccess(known, unknown, "all"), { ...NOTHING, nowKnown: 31 });
  assert.deepEqual(compareAccess(unknown, unknown, "all"), NOTHING);
});

test("a stored answer does not tell", () => {
  const stored = { served: () => null, people: () => null } as Partial<Answer> as Answer;
  assert.equal(compareAccess(stored, stored, "all"), null);
});

test("a person whom rounding moved to the next full cell neither gains nor loses", () => {
  const full = [FULL, FULL, SERVED];
  assert.deepEqual(compareAccess(answerOf([4, 6, 9], full), answerOf([5, 5, 9], full), "all"), NOTHING);
  // What is told adds up to the difference of the sums.
  assert.deepEqual(compareAccess(answerOf([4, 7, 9], full), answerOf([5, 5, 9], full), "all"), { ...NOTHING, gained: 2, lost: 1 });
});

test("where a service exists at places that nobody knows, the first known place is no gain for all whom it reaches", () => {
  const words = new Words({
    changed_by: "{what}", gained: ["+{people}"], lost: ["-{people}"], served_after: ["{people} served"], now_unknown: ["?{people}"], now_known: ["!{people}"],
  } as Partial<WordTable> as WordTable, "en");
  const say = (unplaced: number, base: Answer | null = null) => {
    const model = { types: new Map([["DDP", { unplaced } as ServiceType]]) } as Partial<Model> as Model;
    return sayChange(model, words, { answer: answerOf([10, 0, 9]), base, isChanged: true }, "all", "");
  };
  assert.equal(say(3), "19 served");
  assert.equal(say(0), "+19");
  assert.equal(say(3, answerOf([0, 0, 0], [CANNOT_TELL, TOO_FAR, TOO_FAR])), "+9, !10");
});
