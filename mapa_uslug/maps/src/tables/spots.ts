// Table of the white spots.
import { tame } from "../dom";
import type { Spot } from "../model";
import { gminasOf, localitiesOf, nearestTo, spotName } from "../naming";
import { causesOfRun } from "../spot_causes";
import { overOf } from "../spot_people";
import type { Words } from "../words";
import { nameCell, numberCell, type TableContext } from "./context";
import type { Column, TableData } from "./table";

export function spotTable({ model, words, state, answer, actions }: TableContext): TableData<Spot> {
  const causesOf = (spot: Spot) => causesOfRun(model, state, spot).map((cause) => tame(cause, 400)).join("; ");
  const notes = model.isPublic ? [words.say("hidden_note")] : [];
  const hasCauses = answer?.spots.some((spot) => causesOf(spot));
  return {
    name: words.say("spots"),
    rows: answer?.spots ?? [],
    none: words.say("no_spots"),
    notes,
    columns: [
      {
        head: words.say("localities"),
        cell: (spot) => ({ ...nameCell(words, spotName(spot, words), () => actions.openSpot(spot)), value: localitiesOf(spot).join(", ") || spotName(spot, words) }),
      },
      { head: words.say("gmina"), cell: (spot) => ({ value: gminasOf(spot, model) }) },
      ...(model.isPublic ? [] : peopleColumns(words)),
      {
        head: words.say("over"), isNumber: true,
        cell: (spot) => {
          if (spot.over === null) return numberCell(words, null);
          return { value: Math.max(1, Math.round(spot.over)), shown: overOf(spot, words) };
        },
      },
      { head: words.say("nearest"), cell: (spot) => ({ value: nearestTo(spot, model, words, answer!) }) },
      ...(hasCauses ? [{ head: words.say("causes"), cell: (spot: Spot) => ({ value: causesOf(spot) }) }] : []),
    ],
  };
}

/** In the public edition white spots have none. */
function peopleColumns(words: Words): Column<Spot>[] {
  return [
    { head: words.say("people"), isNumber: true, cell: (spot) => ({ value: spot.people, shown: words.people(spot.people) }) },
    { head: words.say("target_group"), isNumber: true, cell: (spot) => numberCell(words, spot.peopleTarget) },
  ];
}
