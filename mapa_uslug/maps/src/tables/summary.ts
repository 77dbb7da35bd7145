// What the map shows, in words: for who cannot see it, and for paper.
import { tame } from "../dom";
import { TOO_FAR, type Answer } from "../model";
import { spotName } from "../naming";
import { nameGroups, sharingOf } from "../panel/sharing_field";
import { figureOf, rankSpots } from "../spot_people";
import { byFigure, mostOf } from "../told";
import type { TableContext } from "./context";

const SPOTS_NAMED = 3;

/** Sentences about the question, the result and where the largest white spots are. */
export function summarise(context: TableContext): string[] {
  const { model, words, state, answer } = context;
  const type = model.types.get(state.question.type)!;
  if (!answer) return [words.say("summary_nothing", { service: type.name })];
  const { total: { people, states } } = answer.told(state.question.group);
  const figures = states.map((n, i) => {
    const share = words.share(n, people);
    return `${words.table.states[i].toLocaleLowerCase(words.language)}: ${words.people(n)}${share && ` (${share})`}`;
  });
  const sentences = [
    words.say("summary_question", { service: type.name, limit: words.limits(answer.limits) }),
    words.say("summary_states", { states: answer.isCapacityKnown ? figures.join("; ") : figures.filter((_, i) => i !== 1).join("; ") }),
  ];
  sentences.splice(1, 0, ...sayPlan(context));
  if (state.question.group === "target") sentences.splice(1, 0, words.say("summary_group", { group: type.target }));
  return [...sentences, ...worstGmina(context, answer), ...sayLargest(context, answer)];
}

/** Which plan it is, and whose services count where it is not everybody's for everybody. */
function sayPlan({ model, words, state: { plan } }: TableContext): string[] {
  const lines = plan.name ? [words.say("summary_plan", { name: tame(plan.name, 120) })] : [];
  if (!model.canRecount) return lines;
  const { regime, groups } = sharingOf(model, plan);
  const whose = words.say(`sharing_${regime}`);
  return [...lines, words.say("summary_sharing", { whose: groups.length ? `${whose}: ${nameGroups(model, groups, words)}` : whose })];
}

/** "Most people too far live in the gmina of X: 412 (12%)." */
function worstGmina({ model, words, state }: TableContext, answer: Answer): string[] {
  const { gminas } = answer.told(state.question.group);
  const [worst] = gminas.map((row, g) => ({ g, row, count: row.states[TOO_FAR] })).sort((a, b) => byFigure(a.count, b.count));
  if (!worst?.count || worst.row.people === null) return [];
  const { count, row } = worst;
  // A hidden count may be larger still.
  if (gminas.some((other) => (mostOf(other, TOO_FAR) ?? Infinity) > count)) return [];
  return [words.say("summary_gmina", { gmina: model.data.gminas[worst.g].name, people: words.number(count), share: words.percent(count, row.people!) })];
}

function sayLargest({ model, words, state }: TableContext, { spots }: Answer): string[] {
  if (!spots.length) return [words.say("no_spots")];
  const { group } = state.question;
  const largest = rankSpots(spots, group).slice(0, SPOTS_NAMED);
  const named = largest.map((spot) => `${spotName(spot, words)} (${figureOf(model, spot, group, words)})`);
  return [words.count(words.table.summary_spots as string[], spots.length, { spots: words.list(named) })];
}
