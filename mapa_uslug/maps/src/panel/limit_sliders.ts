// A slider for the limit of each mode.
import { make, replaceContent } from "../dom";
import { OWN_LIMIT, type Measure, type Question } from "../model";
import type { Words } from "../words";

type Limits = Readonly<Record<string, number>>;

/** More figures than these do not fit on a chip. */
const MAX_FIGURES = 3;

export class LimitSliders {
  readonly element = make("div", { class: "sliders" });
  private rows = new Map<string, { input: HTMLInputElement; output: HTMLOutputElement }>();
  private written = "";
  private question!: Question;
  /** Limits that a dragged slider asks for in the next frame. */
  private pending: Limits | null = null;

  /** @param prefix Of the ids of the sliders. */
  constructor(
    private readonly words: Words,
    private readonly prefix: string,
    private readonly ask: (limits: Limits) => void,
  ) {}

  /** @param measures Of the modes that the question is about. */
  show(measures: readonly Measure[], question: Question): void {
    this.question = question;
    const key = JSON.stringify([question.type, measures.map(({ mode, min, max }) => [mode, min, max])]);
    if (key !== this.written) this.write(measures);
    this.written = key;
    for (const measure of measures) this.showValue(measure, question.limits[measure.mode]);
  }

  private write(measures: readonly Measure[]): void {
    const { words } = this;
    this.rows = new Map();
    const rows = measures.map((measure) => {
      const { mode, min, max, step } = measure;
      const id = `${this.prefix}limit-${mode}`;
      const input = make("input", { type: "range", id, min: String(min), max: String(max), step: String(step) });
      input.addEventListener("input", () => this.drag(measure, Number(input.value)));
      const output = make("output", { for: id });
      this.rows.set(mode, { input, output });
      const label = make("label", { for: id }, make("span", { class: "visually-hidden" }, `${words.say("threshold")}: `), words.of("modes", mode));
      return make("div", { class: "slider" }, label, output, input);
    });
    replaceContent(this.element, rows);
  }

  private showValue(measure: Measure, value: number): void {
    const { words } = this;
    const { input, output } = this.rows.get(measure.mode)!;
    const kind = measure.kinds[measure.values.indexOf(value)] ?? OWN_LIMIT;
    const told = words.say("limit_of", {
      amount: words.amount(value, measure.unit),
      kind: kind === OWN_LIMIT ? words.say("own_limit") : words.of("kinds", kind),
    });
    if (input.value !== String(value)) input.value = String(value);
    input.setAttribute("aria-valuetext", told);
    output.textContent = told;
  }

  /** One question a frame: a drag that outruns the counting must not queue work. */
  private drag(measure: Measure, value: number): void {
    this.showValue(measure, value);
    const isWaiting = this.pending !== null;
    this.pending = { ...(this.pending ?? this.question.limits), [measure.mode]: value };
    if (isWaiting) return;
    const { type } = this.question;
    requestAnimationFrame(() => {
      const limits = this.pending!;
      this.pending = null;
      // Another service may have been chosen meanwhile.
      if (this.question.type === type) this.ask(limits);
    });
  }
}

/** "30 min", "30/15 min" for modes in the order of the sliders, or the level's name. */
export function labelLevel(words: Words, measures: readonly Pick<Measure, "mode" | "unit">[], limits: Limits, level: number): string {
  if (new Set(measures.map(({ unit }) => unit)).size > 1 || measures.length > MAX_FIGURES) return words.of("levels", level);
  const others = measures.slice(0, -1).map(({ mode }) => words.number(limits[mode]));
  const last = measures.at(-1);
  return last ? [...others, words.amount(limits[last.mode], last.unit)].join("/") : "";
}
