// How far is still near: the three thresholds of law or convention, and a slider for each mode; one threshold alone in words.
import { make } from "../dom";
import { ALL_MODES, type Measure, type Model, type Question } from "../model";
import type { Words } from "../words";
import { Choice, type Option } from "./choice";
import { labelLevel, LimitSliders } from "./limit_sliders";

type Limits = Readonly<Record<string, number>>;

const LEVELS = [0, 1, 2];

export class ThresholdField {
  readonly element = make("div", {});
  private readonly levels: Choice<string>;
  private readonly sliders: LimitSliders;
  private readonly basis = make("p", { class: "note" });
  private question!: Question;

  constructor(
    private readonly model: Model,
    private readonly words: Words,
    private readonly ask: (limits: Limits) => void,
  ) {
    this.levels = new Choice("level", words.say("threshold"), (level) => this.askLevel(Number(level)));
    this.sliders = new LimitSliders(words, "", ask);
    this.element.append(this.levels.element, this.sliders.element, this.basis);
  }

  show(question: Question): void {
    this.question = question;
    const measures = this.asked();
    this.showLevels(measures);
    if (this.model.canRecount) this.sliders.show(measures, question);
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
      const limits = Object.fromEntries(measures.map(({ mode, values }) => [mode, values[level]]));
      return { value: String(level), label: labelLevel(this.words, measures, limits, level), note: kinds.join(" / ") };
    });
    const chosen = levels.find((level) => measures.every(({ mode, values }) => values[level] === limits[mode]));
    const asked = this.words.limits(measures.map(({ mode, unit }) => ({ mode, unit, value: limits[mode] })));
    if (options.length === 1) {
      this.levels.show([], null, make("p", { class: "only-limit" }, `${asked} (${options[0].note})`));
      return;
    }
    const isListed = measures.length > 1 && !this.model.canRecount;
    const note = isListed ? make("p", { class: "note" }, this.words.say("threshold_note", { limits: asked })) : null;
    this.levels.show(options, chosen === undefined ? null : String(chosen), note);
  }
}
