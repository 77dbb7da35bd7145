// What the map shows, in words: for who cannot see it, and for paper.
import { TOO_FAR, type Answer } from "../model";
import { spotName } from "../naming";
import type { TableContext } from "./context";

const SPOTS_NAMED = 3;

/** Sentences about the question, the result and where the largest white spots are. */
export function summarise(context: TableContext): string[] {
  const { model, words, state, answer } = context;
  const type = model.types.get(state.question.type)!;
  if (!answer) return [words.say("summary_nothing", { service: type.name })];
  const { total } = answer.sums(state.question.group);
  const people = total.reduce((a, b) => a + b, 0);
  const figures = total.map((n, i) => `${words.table.states[i].toLocaleLowerCase(words.language)}: ${words.number(n)} (${words.percent(n, people)})`);
  const sentences = [
    words.say("summary_question", { service: type.name, limit: words.limits(answer.limits) }),
    words.say("summary_states", { states: answer.isCapacityKnown ? figures.join("; ") : figures.filter((_, i) => i !== 1).join("; ") }),
  ];
  if (state.question.group === "target") sentences.splice(1, 0, words.say("summary_group", { group: type.target }));
  return [...sentences, ...worstGmina(context, answer), ...largestSpots(context, answer)];
}

/** "Most people too far live in the gmina of X: 412 (12%)." */
function worstGmina({ model, words, state }: TableContext, answer: Answer): string[] {
  const { gminas } = answer.sums(state.question.group);
  const worst = gminas.map((row, g) => ({ g, row })).sort((a, b) => b.row[TOO_FAR] - a.row[TOO_FAR])[0];
  if (!worst?.row[TOO_FAR]) return [];
  const people = worst.row.reduce((a, b) => a + b, 0);
  const count = worst.row[TOO_FAR];
  return [words.say("summary_gmina", { gmina: model.data.gminas[worst.g].name, people: words.number(count), share: words.percent(count, people) })];
}

function largestSpots({ words }: TableContext, { spots }: Answer): string[] {
  if (!spots.length) return [words.say("no_spots")];
  const named = spots.slice(0, SPOTS_NAMED).map((spot) => `${spotName(spot, words)} (${words.people(spot.people)})`);
  return [words.count(words.table.summary_spots as string[], spots.length, { spots: words.list(named) })];
}
