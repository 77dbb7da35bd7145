// What a saved table is of: area, service, how far is near, plan and date.
import { tame } from "../dom";
import { ALL_MODES } from "../model";
import { describeNarrowing } from "../panel/narrowing";
import type { TableContext } from "./context";
import type { Origin } from "./table";

const LONGEST_NAME = 50;

export function originOf({ model, words, state, answer }: TableContext): Origin {
  const { question, plan } = state;
  const { name, info } = model.data;
  const service = model.types.get(question.type)!.name;
  const columns: [string, string][] = [
    [words.say("service"), service],
    [words.say("mode"), words.of(question.mode === ALL_MODES ? "modes" : "by_mode", question.mode)],
    [words.say("threshold"), answer ? words.limits(answer.limits) : ""],
    [words.say("narrow"), describeNarrowing({ ...state, audience: "" }, words)],
    [words.say("plan_name"), tame(plan.name)],
    [words.say("source_date"), tame(info.date, 40)],
    [words.say("hidden_note_head"), model.isPublic ? words.say("hidden_note") : ""],
  ];
  return { names: [name, service].map((part) => tame(part, LONGEST_NAME)), columns: columns.filter(([, value]) => value) };
}
