// What is known of a pair of questions: an answer of each map, and the differences of their cells.
import type { Group } from "../data";
import type { Answer, Question } from "../model";
import { askFirst, changedTypes } from "./asking";
import { compareCells, countUnlike, type Compared, type SideCells } from "./difference";
import type { Matching } from "./matching";
import { bothOf, type Pair, type Side } from "./sides";

export interface Differences extends Compared {
  /** Cells with other people on each map. */
  unlike: number;
  /** Everybody is counted, though a group was asked for. */
  isForAll: boolean;
}

export interface Result {
  questions: Pair<Question>;
  answers: Pair<Answer | null>;
  /** Null when no cell of one map is one of the other, or one of them says nothing. */
  differences: Differences | null;
}

export function findResult(sides: Pair<Side>, questions: Pair<Question>, matching: Matching): Result {
  const answers = bothOf(sides, ({ model }, number) => model.answer(questions[number]));
  const [first, second] = answers;
  if (!first || !second || !matching.count) return { questions, answers, differences: null };
  const known: Pair<Answer> = [first, second];
  const cellsOf = (group: Group) => bothOf(sides, (side, number) => sideCells(side, known[number], group));
  const wanted = sharedGroup(questions);
  const [one, two] = cellsOf(wanted);
  const cells = one && two ? ([one, two] as const) : (cellsOf("all") as Pair<SideCells>);
  const isForAll = questions.some(({ group }) => group === "target") && !cells[0].isGroup;
  const unlike = countUnlike(bothOf(cells, ({ people }) => people), matching);
  return { questions, answers, differences: { ...compareCells(cells, matching), unlike, isForAll } };
}

/** A group can be compared only when both are asked for the same. */
function sharedGroup([first, second]: Pair<Question>): Group {
  return first.type === second.type && first.group === second.group ? first.group : "all";
}

/** Null when the file does not tell of the group cell by cell. */
function sideCells({ data, arrays, model }: Side, answer: Answer, group: Group): SideCells | null {
  const { isImputed } = model.cells;
  const { states } = answer;
  if (!data.what_if) return group === "all" ? { states, people: model.cells.people, served: null, isImputed, hasEstimates: false, isGroup: false } : null;
  const { groups, types } = data.what_if;
  const number = group === "all" ? groups.indexOf("all") : (types.find((type) => type.code === answer.type)?.target ?? -1);
  if (number < 0) return null;
  return { states, people: arrays[`people.${number}`], served: answer.served(group), isImputed, hasEstimates: true, isGroup: group !== "all" };
}

/** The service in which most people's access differs, of those that are not the same on both maps. */
export function mostChanged(sides: Pair<Side>, matching: Matching): string | undefined {
  const models = bothOf(sides, ({ model }) => model);
  let [most, found]: [number, string | undefined] = [-1, undefined];
  for (const type of matching.count ? changedTypes(models) : []) {
    const asked = askFirst(models, { type });
    const counts = asked && findResult(sides, asked.questions, matching).differences?.counts;
    if (!counts) continue;
    const people = Object.values(counts).reduce((sum, count) => sum + (count.people ?? count.cells), 0);
    if (people > most) [most, found] = [people, type];
  }
  return found;
}
