// How far is still near: the three thresholds of law or convention, and a slider for each mode.
import { make, replaceContent } from "../dom";
import { ALL_MODES, OWN_LIMIT, type Measure, type Model, type Question } from "../model";
import type { Words } from "../words";
import { Choice, type Option } from "./choice";

type Limits = Readonly<Record<string, number>>;

const LEVELS = [0, 1, 2];
/** More figures than these do not fit on a chip. */
const MAX_FIGURES = 3;

export class ThresholdField {
  readonly element = make("div", {});
  private readonly levels: Choice<string>;
  private readonly sliders = make("div", { class: "sliders" });
  private readonly basis = make("p", { class: "note" });
  private rows = new Map<string, { input: HTMLInputElement; output: HTMLOutputElement }>();
  private written = "";
  private question!: Question;
  /** Limits that a dragged slider asks for in the next frame. */
  private pending: Limits | null = null;

  constructor(
    private readonly model: Model,
    private readonly words: Words,
    private readonly ask: (limits: Limits) => void,
  ) {
    this.levels = new Choice("level", words.say("threshold"), (level) => this.askLevel(Number(level)));
    this.element.append(this.levels.element, this.sliders, this.basis);
  }

  show(question: Question): void {
    this.question = question;
    const measures = this.asked();
    this.showLevels(measures);
    this.showSliders(measures);
    const basis = this.model.types.get(question.type)!.legal_basis;
    this.basis.hidden = !basis;
    this.basis.textContent = basis ? this.words.say("legal_basis", { basis }) : "";
  }

  /** Measures of the modes that the question is about. */
  private asked(): Measure[] {
    const { type, mode } = this.question;
    return this.model.measuresOf(type).filter((measure) => mode === ALL_MODES || measure.mode === mode);
  }

  private askLevel(level: number): void {
    const limits = Object.fromEntries(this.asked().map(({ mode, values }) => [mode, values[level]]));
    this.ask({ ...this.question.limits, ...limits });
  }

  private showLevels(measures: Measure[]): void {
    const { limits } = this.question;
    const levels = LEVELS.filter((level) => measures.every((measure) => measure.values[level] !== undefined));
    const options = levels.map((level): Option<string> => {
      const kinds = [...new Set(measures.map(({ kinds }) => this.words.of("kinds", kinds[level])))];
      return { value: String(level), label: this.labelOf(measures, level), note: kinds.join(" / ") };
    });
    const chosen = levels.find((level) => measures.every(({ mode, values }) => values[level] === limits[mode]));
    const isListed = measures.length > 1 && !this.model.canRecount;
    const asked = measures.map(({ mode, unit }) => ({ mode, unit, value: limits[mode] }));
    const note = isListed ? make("p", { class: "note" }, this.words.say("threshold_note", { limits: this.words.limits(asked) })) : null;
    this.levels.show(options, chosen === undefined ? null : String(chosen), note);
  }

  /** "30 min", "30/15 min" for modes in the order of the sliders, or the level's name. */
  private labelOf(measures: Measure[], level: number): string {
    const { words } = this;
    if (new Set(measures.map(({ unit }) => unit)).size > 1 || measures.length > MAX_FIGURES) return words.of("levels", level);
    const others = measures.slice(0, -1).map(({ values }) => words.number(values[level]));
    const last = measures.at(-1)!;
    return [...others, words.amount(last.values[level], last.unit)].join("/");
  }

  private showSliders(measures: Measure[]): void {
    if (!this.model.canRecount) return;
    const key = `${this.question.type}|${this.question.mode}`;
    if (key !== this.written) this.writeSliders(measures);
    this.written = key;
    for (const measure of measures) this.showValue(measure, this.question.limits[measure.mode]);
  }

  private writeSliders(measures: Measure[]): void {
    const { words } = this;
    this.rows = new Map();
    const rows = measures.map((measure) => {
      const { mode, min, max, step } = measure;
      const id = `limit-${mode}`;
      const input = make("input", { type: "range", id, min: String(min), max: String(max), step: String(step) });
      input.addEventListener("input", () => this.drag(measure, Number(input.value)));
      const output = make("output", { for: id });
      this.rows.set(mode, { input, output });
      const label = make("label", { for: id }, make("span", { class: "visually-hidden" }, `${words.say("threshold")}: `), words.of("modes", mode));
      return make("div", { class: "slider" }, label, output, input);
    });
    replaceContent(this.sliders, rows);
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
