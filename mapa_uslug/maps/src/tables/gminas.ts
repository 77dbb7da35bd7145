// Table of the gminas: people by state.
import type { Gmina } from "../data";
import { tame } from "../dom";
import { FULL, STATES } from "../model";
import type { Figure, Row as Told } from "../told";
import { nameCell, type TableContext } from "./context";
import type { Cell, Column, TableData } from "./table";

interface Row {
  gmina: Gmina | null;
  told: Told;
}

export function gminaTable({ model, words, state, answer, actions }: TableContext): TableData<Row> {
  const told = answer?.told(state.question.group);
  const rows = (told?.gminas ?? []).map((row, g): Row => ({ gmina: model.data.gminas[g], told: row })).filter(({ told: { people } }) => people !== 0);
  const columns: Column<Row>[] = [
    {
      head: words.say("gmina"),
      cell: ({ gmina }) => (gmina ? nameCell(words, tame(gmina.name, 60), () => actions.showGmina(gmina)) : { value: words.say("total") }),
    },
    { head: words.say("people"), isNumber: true, cell: ({ told: { people } }) => ({ value: people, shown: words.people(people) }) },
    ...STATES.flatMap((_, i): Column<Row>[] => [
      { head: words.table.states[i], isNumber: true, cell: ({ told: { states } }) => figure(i, states[i], words.people(states[i])) },
      { head: "%", headInFile: `${words.table.states[i]} %`, isNumber: true, cell: ({ told: { states, people } }) => figure(i, share(states[i], people), words.share(states[i], people)) },
    ]),
  ];
  const notes = answer?.isCapacityKnown === false ? [`${words.table.states[FULL]}: – ${words.say("capacity_not_assessed")}.`] : [];
  if (model.isPublic) notes.push(words.say("hidden_note"));
  const total = rows.length && told ? { gmina: null, told: told.total } : undefined;
  return { name: words.say("gminas"), rows, codes: [{ head: "TERYT", cell: ({ gmina }) => ({ value: gmina?.teryt ?? "" }) }], total, columns, notes, none: words.say("not_found") };

  /** Nobody is full where capacity was not weighed: a dash, not nought. */
  function figure(state: number, value: Figure, shown: string): Cell {
    return state === FULL && !answer?.isCapacityKnown ? { value: null, shown: "–" } : { value, shown };
  }

  function share(part: Figure, whole: Figure): Figure {
    if (part === null || whole === null) return null;
    return whole ? Math.round((1000 * part) / whole) / 10 : 0;
  }
}
