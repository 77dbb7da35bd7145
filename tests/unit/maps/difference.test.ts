// Run by test_maps_front_end.py with node's own runner.
import assert from "node:assert/strict";
import test from "node:test";
import { FULL, SERVED } from "../../../mapa_uslug/maps/src/states";
import type { Answer } from "../../../mapa_uslug/maps/src/whatif/answer";
import { compareAccess } from "../../../mapa_uslug/maps/src/whatif/difference";

function answerOf(served: number[], states: number[] = served.map(() => SERVED)): Answer {
  return { served: () => served, states: Uint8Array.from(states) } as Partial<Answer> as Answer;
}

test("gains and losses are told apart, though their sum is the same", () => {
  assert.deepEqual(compareAccess(answerOf([10, 0, 5]), answerOf([0, 12, 5]), "all"), { gained: 10, lost: 12 });
});

test("without a base everybody served has gained", () => {
  assert.deepEqual(compareAccess(answerOf([10, 2]), null, "all"), { gained: 12, lost: 0 });
});

test("a stored answer does not tell", () => {
  assert.equal(compareAccess({ served: () => null } as Partial<Answer> as Answer, null, "all"), null);
});

test("a person whom rounding moved to the next full cell neither gains nor loses", () => {
  const full = [FULL, FULL, SERVED];
  assert.deepEqual(compareAccess(answerOf([4, 6, 9], full), answerOf([5, 5, 9], full), "all"), { gained: 0, lost: 0 });
  // What is told adds up to the difference of the sums.
  assert.deepEqual(compareAccess(answerOf([4, 7, 9], full), answerOf([5, 5, 9], full), "all"), { gained: 2, lost: 1 });
});
