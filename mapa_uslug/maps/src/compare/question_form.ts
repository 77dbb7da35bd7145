// Asks both maps the same, or one of them what it alone is asked.
import type { ServiceType } from "../data";
import { make } from "../dom";
import type { Measure, Model, Question } from "../model";
import { Choice, type Option } from "../panel/choice";
import { labelLevel, LimitSliders } from "../panel/limit_sliders";
import type { Wish } from "../questions";
import type { Words } from "../words";
import { askedMeasures, commonLevels, commonModes, commonTypes } from "./asking";

export class QuestionForm {
  readonly element: HTMLFormElement;
  private readonly select: HTMLSelectElement;
  private readonly modes: Choice<string>;
  private readonly levels: Choice<string>;
  private readonly groups: Choice<Question["group"]>;
  private readonly sliders: LimitSliders;
  private question!: Question;

  /** @param prefix Of the ids of its controls: there may be two such forms. */
  constructor(
    prefix: string,
    private readonly models: readonly Model[],
    private readonly words: Words,
    private readonly ask: (wish: Wish) => void,
  ) {
    const types = commonTypes(models);
    this.select = make("select", { id: `${prefix}service`, on: { change: () => ask({ type: this.select.value, mode: "all", limits: {} }) } }, this.groupsOf(types));
    this.modes = new Choice(`${prefix}mode`, words.say("mode"), (mode) => ask({ mode }));
    this.levels = new Choice(`${prefix}level`, words.say("threshold"), (level) => this.askLevel(Number(level)));
    this.sliders = new LimitSliders(words, prefix, (limits) => ask({ limits }));
    this.groups = new Choice(`${prefix}group`, words.say("group"), (group) => ask({ group }));
    this.element = make("form", { class: "question", on: { submit: (event) => event.preventDefault() } },
      make("div", { class: "field" }, make("label", { for: `${prefix}service` }, words.say("service")), this.select),
      this.modes.element, this.levels.element, this.sliders.element, this.groups.element, this.remarks(types),
    );
  }

  show(question: Question): void {
    const { models, words } = this;
    this.question = question;
    this.select.value = question.type;
    this.modes.show(commonModes(models, question.type).map((mode) => ({ value: mode, label: words.of("modes", mode) })), question.mode);
    const measures = askedMeasures(models, question);
    this.showLevels(measures);
    if (this.canSlide) this.sliders.show(measures, question);
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
      value: String(i), label: labelLevel(this.words, measures.filter(({ mode }) => level.limits[mode] !== undefined), level.limits, i), note: level.kinds.map((kind) => this.words.of("kinds", kind)).join(" / "),
    }));
    const chosen = levels.findIndex(({ limits }) => Object.entries(limits).every(([mode, limit]) => this.question.limits[mode] === limit));
    const asked = measures.map(({ mode, unit }) => ({ mode, unit, value: this.question.limits[mode] }));
    const isListed = measures.length > 1 && !this.canSlide;
    this.levels.show(options, chosen < 0 ? null : String(chosen),
      isListed ? make("p", { class: "note" }, this.words.say("threshold_note", { limits: this.words.limits(asked) })) : null);
  }

  private get canSlide(): boolean {
    return this.models.every((model) => model.canRecount);
  }
}
