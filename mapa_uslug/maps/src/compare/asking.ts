// What both maps can be asked together, and what one of them alone.
import type { ServiceType } from "../data";
import type { Measure, Model, Question } from "../model";
import { ALL_MODES } from "../model";
import { fitQuestion, type Wish } from "../questions";
import { bothOf, type Pair } from "./sides";

/** The main one of three thresholds. */
const MAIN = 1;

type Asked = Pick<Model, "askableTypes" | "modesOf" | "measuresOf" | "hasTarget" | "canRecount">;

/** Services that every one of the maps can be asked for, in the first one's order. */
export function commonTypes(models: readonly Asked[]): ServiceType[] {
  const [first, ...others] = models.map((model) => model.askableTypes());
  return first.filter((type) => others.every((types) => types.some((other) => other.code === type.code)));
}

export function commonModes(models: readonly Asked[], type: string): string[] {
  const [first, ...others] = models.map((model) => model.modesOf(type));
  return first.filter((mode) => others.every((modes) => modes.includes(mode)));
}

/** Measures by mode; limits that every map which has the mode can be asked for. */
export function commonMeasures(models: readonly Asked[], type: string): Measure[] {
  const found = new Map<string, Measure>();
  for (const measure of models.flatMap((model) => model.measuresOf(type))) {
    const known = found.get(measure.mode);
    const joined = known && {
      ...known, min: Math.max(known.min, measure.min), max: Math.min(known.max, measure.max), step: Math.max(known.step, measure.step),
    };
    found.set(measure.mode, joined ?? measure);
  }
  return [...found.values()];
}

/** Measures of the modes that a question is about. */
export function askedMeasures(models: readonly Asked[], { type, mode }: Pick<Question, "type" | "mode">): Measure[] {
  return commonMeasures(models, type).filter((measure) => mode === ALL_MODES || measure.mode === mode);
}

export type Limit = Pick<Measure, "mode" | "unit"> & { value: number };

/** The questions to begin with. */
export interface Asking {
  isSeparate: boolean;
  questions: Pair<Question>;
}

/** The limits of a level, mode by mode. */
export interface Level {
  limits: Record<string, number>;
  kinds: string[];
}

/** The thresholds of every map, each once. Where one knows no others than its own, only those. */
export function commonLevels(models: readonly Asked[], { type, mode }: Pick<Question, "type" | "mode">): Level[] {
  const asked = askedMeasures(models, { type, mode }).map((measure) => measure.mode);
  const fixed = models.filter((model) => !model.canRecount);
  const levels = new Map<string, Level>();
  for (const model of fixed.length ? fixed.slice(0, 1) : models) {
    const measures = model.measuresOf(type).filter((measure) => asked.includes(measure.mode));
    const count = Math.min(...measures.map(({ values }) => values.length));
    for (let level = 0; level < count; level += 1) {
      const limits = Object.fromEntries(measures.map((measure) => [measure.mode, measure.values[level]]));
      const kinds = [...new Set(measures.map((measure) => measure.kinds[level]))];
      const key = JSON.stringify(limits);
      if (!levels.has(key)) levels.set(key, { limits, kinds });
    }
  }
  const size = ({ limits }: Level) => Object.values(limits).reduce((sum, limit) => sum + limit, 0);
  return [...levels.values()].sort((a, b) => size(a) - size(b));
}

/** A map's own form of a question that both are asked: it says nothing of a service or a mode that it does not know. */
export function askOne(model: Model, wish: Question): Question {
  const isKnown = model.askableTypes().some((type) => type.code === wish.type) && model.modesOf(wish.type).includes(wish.mode);
  return (isKnown && fitQuestion(model, wish)) || { ...wish, limits: {}, group: "all" };
}

/** The same question for both, as near to a wish as can be; null when they have no service in common. */
export function askBoth(models: Pair<Model>, wish: Wish): Pair<Question> | null {
  const types = commonTypes(models);
  const type = (types.find((t) => t.code === wish.type) ?? types.find((t) => t.code === models[0].data.first?.type) ?? types[0])?.code;
  if (type === undefined) return null;
  const modes = commonModes(models, type);
  const mode = modes.find((m) => m === wish.mode) ?? modes[0] ?? models[0].modesOf(type)[0];
  const isGrouped = models.every((model) => model.hasTarget(type));
  const question = fitQuestion(models[0], { ...wish, type, mode, group: isGrouped ? wish.group : "all" })!;
  const limits: Record<string, number> = { ...question.limits };
  for (const { mode: name, max, min, values } of commonMeasures(models, type)) {
    // A mode that only the second map has is not among the limits of the first.
    const wanted = limits[name] ?? wish.limits?.[name];
    const value = typeof wanted === "number" ? wanted : values[MAIN];
    limits[name] = Math.max(min, Math.min(max, value));
  }
  return bothOf(models, (model) => askOne(model, { ...question, limits }));
}

/** The maps' own main thresholds of what both are asked for, mode by mode where they differ; null where none does. */
export function ownLimits(models: Pair<Asked>, [question, other]: Pair<Pick<Question, "type" | "mode">>): Pair<Limit[]> | null {
  if (question.type !== other.type || question.mode !== other.mode) return null;
  const measures = bothOf(models, (model) => model.measuresOf(question.type));
  const differing = askedMeasures(models, question).map(({ mode }) => bothOf(measures, (own) => own.find((measure) => measure.mode === mode)))
    .filter(([first, second]) => first && second && first.values[MAIN] !== second.values[MAIN]) as Pair<Measure>[];
  if (!differing.length) return null;
  return bothOf(models, (_, number) => differing.map((pair) => ({ mode: pair[number].mode, unit: pair[number].unit, value: pair[number].values[MAIN] })));
}

/** Both questions with each map's own main thresholds. */
export function askOwn(models: Pair<Model>, questions: Pair<Question>): Pair<Question> {
  return bothOf(models, (model, number) => askOne(model, { ...questions[number], limits: mainLimits(model, questions[number].type) }));
}

/** The same question for both; where the maps' own main thresholds differ, each is asked with its own. */
export function askFirst(models: Pair<Model>, wish: Wish): Asking | null {
  const questions = askBoth(models, wish);
  if (!questions) return null;
  const isSeparate = ownLimits(models, questions) !== null;
  return { isSeparate, questions: isSeparate ? askOwn(models, questions) : questions };
}

function mainLimits(model: Asked, type: string): Record<string, number> {
  return Object.fromEntries(model.measuresOf(type).map(({ mode, values }) => [mode, values[MAIN]]));
}

/** Whose main thresholds two questions hold: each map's own, those of one map for both, or others. */
export function whoseLimits(models: Pair<Asked>, questions: Pair<Question>): "own" | "first" | "second" | null {
  const own = ownLimits(models, questions);
  if (!own) return null;
  const holds = (question: Question, limits: readonly Limit[]) => limits.every(({ mode, value }) => question.limits[mode] === value);
  if (holds(questions[0], own[0]) && holds(questions[1], own[1])) return "own";
  if (questions.every((question) => holds(question, own[0]))) return "first";
  return questions.every((question) => holds(question, own[1])) ? "second" : null;
}

/** Two questions to one run: the same service by its first two modes, car and on foot; one question if no service has two. */
export function askTwice(model: Model, wish: Wish): Pair<Question> | null {
  const types = model.askableTypes();
  const single = (type: string) => model.modesOf(type).filter((mode) => mode !== ALL_MODES);
  const isWished = types.find((t) => t.code === (wish.type ?? model.data.first?.type) && single(t.code).length > 1);
  const type = (isWished ?? types.find((t) => single(t.code).length > 1))?.code;
  if (type === undefined) return null;
  const [one, two] = single(type);
  const ask = (mode: string) => fitQuestion(model, { ...wish, type, mode })!;
  return [ask(one), ask(two)];
}

/** Services that both maps know, with other places, capacities or thresholds on each. */
export function changedTypes(models: Pair<Model>): string[] {
  const describe = (model: Model, type: string) =>
    JSON.stringify([model.places(type).map(({ id, at, capacity }) => [id, at, capacity]), model.measuresOf(type).map(({ mode, values }) => [mode, values])]);
  const codes = commonTypes(models).map((type) => type.code);
  return codes.filter((type) => describe(models[0], type) !== describe(models[1], type));
}
