// Asks both maps the same, or one of them what it alone is asked.
import type { ServiceType } from "../data";
import { make, replaceContent } from "../dom";
import { OWN_LIMIT, type Measure, type Model, type Question } from "../model";
import { Choice, type Option } from "../panel/choice";
import type { Wish } from "../questions";
import type { Words } from "../words";
import { askedMeasures, commonLevels, commonModes, commonTypes, type Level } from "./asking";

/** More figures than these do not fit on a chip. */
const MAX_FIGURES = 3;

export class QuestionForm {
  readonly element: HTMLFormElement;
  private readonly select: HTMLSelectElement;
  private readonly modes: Choice<string>;
  private readonly levels: Choice<string>;
  private readonly groups: Choice<Question["group"]>;
  private readonly sliders = make("div", { class: "sliders" });
  private rows = new Map<string, { input: HTMLInputElement; output: HTMLOutputElement }>();
  private written = "";
  private question!: Question;
  private pending: Record<string, number> | null = null;

  /** @param prefix Of the ids of its controls: there may be two such forms. */
  constructor(
    private readonly prefix: string,
    private readonly models: readonly Model[],
    private readonly words: Words,
    private readonly ask: (wish: Wish) => void,
  ) {
    const types = commonTypes(models);
    this.select = make("select", { id: `${prefix}service`, on: { change: () => ask({ type: this.select.value, mode: "all", limits: {} }) } }, this.groupsOf(types));
    this.modes = new Choice(`${prefix}mode`, words.say("mode"), (mode) => ask({ mode }));
    this.levels = new Choice(`${prefix}level`, words.say("threshold"), (level) => this.askLevel(Number(level)));
    this.groups = new Choice(`${prefix}group`, words.say("group"), (group) => ask({ group }));
    this.element = make("form", { class: "question", on: { submit: (event) => event.preventDefault() } },
      make("div", { class: "field" }, make("label", { for: `${prefix}service` }, words.say("service")), this.select),
      this.modes.element, this.levels.element, this.sliders, this.groups.element, this.remarks(types),
    );
  }

  show(question: Question): void {
    const { models, words } = this;
    this.question = question;
    this.select.value = question.type;
    this.modes.show(commonModes(models, question.type).map((mode) => ({ value: mode, label: words.of("modes", mode) })), question.mode);
    const measures = askedMeasures(models, question);
    this.showLevels(measures);
    this.showSliders(measures);
    const type = models[0].types.get(question.type);
    const options: Option<Question["group"]>[] = [{ value: "all", label: words.say("group_all") }];
    if (models.every((model) => model.hasTarget(question.type))) options.push({ value: "target", label: type?.target_short ?? "" });
    this.groups.element.hidden = options.length < 2;
    this.groups.show(options, question.group);
  }

  private groupsOf(types: ServiceType[]): HTMLElement[] {
    const groups = new Map<number, ServiceType[]>();
    for (const type of types) groups.set(type.area, [...(groups.get(type.area) ?? []), type]);
    return [...groups].map(([number, members]) =>
      make("optgroup", { label: `${number}. ${this.models[0].areas.get(number)?.name ?? ""}` }, members.map((type) => make("option", { value: type.code }, type.name))),
    );
  }

  /** What cannot be asked here. */
  private remarks(types: ServiceType[]): HTMLElement | null {
    const lines: string[] = [];
    if (this.models.some((model) => model.askableTypes().length > types.length)) lines.push(this.words.say("one_sided"));
    if (this.models.length > 1 && this.models.some((model) => !model.canRecount)) lines.push(this.words.say("levels_only"));
    return lines.length ? make("p", { class: "note" }, lines.join(" ")) : null;
  }

  private askLevel(number: number): void {
    const { limits } = commonLevels(this.models, this.question)[number];
    this.ask({ limits: { ...this.question.limits, ...limits } });
  }

  private showLevels(measures: Measure[]): void {
    const levels = commonLevels(this.models, this.question);
    const options = levels.map((level, i): Option<string> => ({
      value: String(i), label: this.labelOf(level, measures, i), note: level.kinds.map((kind) => this.words.of("kinds", kind)).join(" / "),
    }));
    const chosen = levels.findIndex(({ limits }) => Object.entries(limits).every(([mode, limit]) => this.question.limits[mode] === limit));
    const asked = measures.map(({ mode, unit }) => ({ mode, unit, value: this.question.limits[mode] }));
    const isListed = measures.length > 1 && !this.canSlide;
    this.levels.show(options, chosen < 0 ? null : String(chosen),
      isListed ? make("p", { class: "note" }, this.words.say("threshold_note", { limits: this.words.limits(asked) })) : null);
  }

  /** "30 min", "30/15 min" in the order of the sliders, or the level's name. */
  private labelOf({ limits }: Level, measures: Measure[], number: number): string {
    const { words } = this;
    const told = measures.filter(({ mode }) => limits[mode] !== undefined);
    if (new Set(told.map(({ unit }) => unit)).size > 1 || told.length > MAX_FIGURES) return words.of("levels", number);
    const others = told.slice(0, -1).map(({ mode }) => words.number(limits[mode]));
    const last = told.at(-1);
    return last ? [...others, words.amount(limits[last.mode], last.unit)].join("/") : "";
  }

  private get canSlide(): boolean {
    return this.models.every((model) => model.canRecount);
  }

  private showSliders(measures: Measure[]): void {
    if (!this.canSlide) return;
    const key = measures.map(({ mode, min, max }) => `${mode} ${min} ${max}`).join();
    if (key !== this.written) this.writeSliders(measures);
    this.written = key;
    for (const measure of measures) this.showValue(measure, this.question.limits[measure.mode] ?? measure.values[1]);
  }

  private writeSliders(measures: Measure[]): void {
    this.rows = new Map();
    const rows = measures.map((measure) => {
      const { mode, min, max, step } = measure;
      const id = `${this.prefix}limit-${mode}`;
      const input = make("input", { type: "range", id, min: String(min), max: String(max), step: String(step) });
      input.addEventListener("input", () => this.drag(mode, Number(input.value)));
      const output = make("output", { for: id });
      this.rows.set(mode, { input, output });
      const legend = make("span", { class: "visually-hidden" }, `${this.words.say("threshold")}: `);
      return make("div", { class: "slider" }, make("label", { for: id }, legend, this.words.of("modes", mode)), output, input);
    });
    replaceContent(this.sliders, rows);
  }

  private showValue({ mode, values, kinds, unit }: Measure, value: number): void {
    const { words } = this;
    const { input, output } = this.rows.get(mode)!;
    const kind = kinds[values.indexOf(value)] ?? OWN_LIMIT;
    const told = words.say("limit_of", {
      amount: words.amount(value, unit), kind: kind === OWN_LIMIT ? words.say("own_limit") : words.of("kinds", kind),
    });
    if (input.value !== String(value)) input.value = String(value);
    input.setAttribute("aria-valuetext", told);
    output.textContent = told;
  }

  /** One question a frame: a drag that outruns the counting must not queue work. */
  private drag(mode: string, value: number): void {
    const isWaiting = this.pending !== null;
    this.pending = { ...(this.pending ?? this.question.limits), [mode]: value };
    if (isWaiting) return;
    const { type } = this.question;
    requestAnimationFrame(() => {
      const limits = this.pending!;
      this.pending = null;
      // Another service may have been chosen meanwhile.
      if (this.question.type === type) this.ask({ limits });
    });
  }
}
