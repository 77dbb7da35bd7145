// Table of the gminas: people by state.
import type { Gmina } from "../data";
import { tame } from "../dom";
import { FULL, STATES } from "../model";
import { nameCell, type TableContext } from "./context";
import type { Cell, Column, TableData } from "./table";

interface Row {
  gmina: Gmina | null;
  sums: number[];
  people: number;
}

export function gminaTable({ model, words, state, answer, actions }: TableContext): TableData<Row> {
  const sums = answer?.sums(state.question.group) ?? { total: [], gminas: [] };
  const rowOf = (gmina: Gmina | null, row: number[]): Row => ({ gmina, sums: row, people: row.reduce((a, b) => a + b, 0) });
  const rows = sums.gminas.map((row, g) => rowOf(model.data.gminas[g], row)).filter((row) => row.people > 0);
  const columns: Column<Row>[] = [
    {
      head: words.say("gmina"),
      cell: ({ gmina }) => (gmina ? nameCell(words, tame(gmina.name, 60), () => actions.showGmina(gmina)) : { value: words.say("total") }),
    },
    { head: words.say("people"), isNumber: true, cell: ({ people }) => ({ value: people, shown: words.number(people) }) },
    ...STATES.flatMap((_, i): Column<Row>[] => [
      { head: words.table.states[i], isNumber: true, cell: (row) => figure(i, row.sums[i], words.number(row.sums[i])) },
      { head: "%", headInFile: `${words.table.states[i]} %`, isNumber: true, cell: (row) => figure(i, share(row.sums[i], row.people), words.percent(row.sums[i], row.people)) },
    ]),
  ];
  const notes = answer?.isCapacityKnown === false ? [`${words.table.states[FULL]}: – ${words.say("capacity_not_assessed")}.`] : [];
  return { name: words.say("gminas"), rows, codes: [{ head: "TERYT", cell: ({ gmina }) => ({ value: gmina?.teryt ?? "" }) }], total: rows.length ? rowOf(null, sums.total) : undefined, columns, notes, none: words.say("not_found") };

  /** Nobody is full where capacity was not weighed: a dash, not nought. */
  function figure(state: number, value: number, shown: string): Cell {
    return state === FULL && !answer?.isCapacityKnown ? { value: null, shown: "–" } : { value, shown };
  }

  function share(part: number, whole: number): number {
    return whole ? Math.round((1000 * part) / whole) / 10 : 0;
  }
}
