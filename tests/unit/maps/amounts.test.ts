// Run by test_maps_front_end.py with node's own runner.
import assert from "node:assert/strict";
import test from "node:test";
import { readAmount, writeAmount } from "../../../mapa_uslug/maps/src/amounts";
import { sayHours } from "../../../mapa_uslug/maps/src/hours";
import { peopleIn, rankSpots } from "../../../mapa_uslug/maps/src/spot_people";
import type { Spot } from "../../../mapa_uslug/maps/src/model";

test("amounts are read with a comma and with a point, and nothing else is guessed", () => {
  for (const [text, value] of [["35,5", 35.5], ["5.5", 5.5], ["0", 0], [" 1 500 ", 1500], ["12\u00a0000", 12_000], ["1000000", 1_000_000]] as const) {
    assert.equal(readAmount(text), value, text);
  }
  for (const text of ["", "-1", "1e3", "0x10", "1,2,3", "1.000,5", ",5", "5,", "Infinity", "NaN", "many", "1000001", "9".repeat(400)]) {
    assert.equal(readAmount(text), null, text);
  }
  assert.deepEqual([writeAmount(35.5, "pl"), writeAmount(35.5, "en")], ["35,5", "35.5"]);
});

test("hours have the days of the page's language, what is not understood stays", () => {
  const polish = (text: string) => sayHours(text, "pl");
  assert.equal(polish("Mo-Fr 08:00-14:00"), "pn.-pt. 8:00-14:00");
  assert.equal(polish("Mo,We 09:00-12:00,13:00-17:30; Sa 10:00-12:00"), "pn., śr. 9:00-12:00, 13:00-17:30; sob. 10:00-12:00");
  assert.equal(polish("Tu-Th,Su 10:00-18:00; PH off"), "wt.-czw., niedz. 10:00-18:00; święta nieczynne");
  assert.equal(polish("24/7"), "całą dobę");
  for (const text of ["pn-pt 8-14", "Mo-Fr 08:00-14:00; po umówieniu", "Jan-Mar Mo 08:00-10:00", "Mo[1] 08:00-10:00", ""]) {
    assert.equal(polish(text), text);
  }
  assert.equal(sayHours("Mo-Fr 08:00-14:00", "en"), "Mo-Fr 08:00-14:00");
});

test("white spots are those of the group asked about", () => {
  const spots = [[500, null], [100, 10], [50, 20]].map(([people, peopleTarget]) => ({ people, peopleTarget }) as Spot);
  assert.deepEqual(rankSpots(spots, "target").map((spot) => peopleIn(spot, "target")), [20, 10, null]);
  assert.deepEqual(rankSpots(spots, "all").map((spot) => peopleIn(spot, "all")), [500, 100, 50]);
});
