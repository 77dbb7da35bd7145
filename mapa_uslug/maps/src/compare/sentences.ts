// The differences in words.
import type { Forms } from "../data";
import type { Model, Question } from "../model";
import type { Words } from "../words";
import { ownLimits, whoseLimits } from "./asking";
import type { Matching } from "./matching";
import { unmatchedOf } from "./matching";
import type { Result } from "./result";
import { bothOf, type Pair, type Side } from "./sides";

/** "412 people have it within reach on the second map only, 35 people on the first map only."; what is not known comes after. */
export function sayDifferences(words: Words, { questions, differences }: Result, sides: Pair<Side>): string[] {
  if (!differences) return [];
  const forms = words.table.compared as Record<string, Forms>;
  const { first, second, unknown_first: unknownFirst, unknown_second: unknownSecond } = differences.counts;
  const isOneService = questions[0].type === questions[1].type;
  const service = sides[0].model.types.get(questions[0].type)?.name ?? questions[0].type;
  const say = (key: string, people: number | null) => (people ? words.count(forms[key], people, { service }) : "");
  const reach = isOneService
    ? first.people && second.people
      ? [`${say("second_then", second.people)}, ${say("first_then", first.people)}`]
      : [say("second", second.people), say("first", first.people)]
    : [say("second_asked", second.people), say("first_asked", first.people)];
  const lines = [...reach, say("unknown_first", unknownFirst.people), say("unknown_second", unknownSecond.people)].filter(Boolean);
  const hasAny = Object.values(differences.counts).some(({ cells }) => cells > 0);
  return lines.length || hasAny ? lines : forms.none;
}

/** That the maps' own thresholds differ, and whose are asked for; nothing when they do not, or the maps are asked for other things. */
export function sayOwnLimits(words: Words, models: Pair<Model>, questions: Pair<Question>): string[] {
  const own = ownLimits(models, questions);
  if (!own) return [];
  const [first, second] = bothOf(own, (limits) => words.limits(limits));
  const whose = whoseLimits(models, questions);
  const told = words.say("own_limits_differ", { first, second });
  return [whose ? `${told} ${(words.table.limits_asked as Record<string, string>)[whose]}` : told];
}

/** What a reader of the differences must know. */
export function sayRemarks(words: Words, result: Result, sides: Pair<Side>, matching: Matching, isShared: boolean, isSeparate: boolean): string[] {
  const lines: string[] = [];
  const { answers, differences } = result;
  if (!matching.count) lines.push(words.say(isShared ? "other_cells" : "other_areas"));
  const [first, second] = bothOf(answers, (answer) => (answer ? words.limits(answer.limits) : ""));
  if (!isSeparate && first && second && first !== second) lines.push(words.say("limits_differ", { first, second }));
  if (matching.count) lines.push(...sayUnmatched(words, sides, matching));
  if (differences?.unlike) lines.push(words.say("people_differ", { cells: words.number(differences.unlike) }));
  if (differences?.isForAll) lines.push(words.say("group_differences"));
  const uncounted = Object.values(differences?.counts ?? {}).reduce((sum, count) => sum + count.uncounted, 0);
  if (uncounted) lines.push(words.say("hidden_people", { cells: words.number(uncounted) }));
  return lines;
}

function sayUnmatched(words: Words, sides: Pair<Side>, { other }: Matching): string[] {
  const templates = words.table.unmatched as string[];
  return sides.flatMap(({ model, number }) => {
    const cells = unmatchedOf(other[number]);
    if (!cells.length) return [];
    const people = cells.reduce((sum, cell) => sum + model.peopleOf(cell), 0);
    const isTelling = cells.length === 1 && Boolean(model.cells.isImputed[cells[0]]);
    return [fill(templates[number], words.number(cells.length), words.people(isTelling ? null : people))];
  });
}

function fill(template: string, cells: string, people: string): string {
  return template.replace("{cells}", cells).replace("{people}", people);
}
