// The panel: the question, then the result.
import type { Answer, Limit, ServiceType } from "./data";
import { make, replaceContent, tame } from "./dom";
import { swatch } from "./look";
import { CANNOT_TELL, FULL, STATES, TOO_FAR, type Model, type Sums } from "./model";
import { fitLevels, type Actions, type State, type StateView, type Store } from "./page_state";
import type { NumberedAnswer, LevelQuestion } from "./stored";
import { spotName } from "./cards";
import type { Words } from "./words";

/** One of the things that may be chosen, with a smaller note under its label. */
interface Option<Value extends string> {
  value: Value;
  label: string;
  note?: string;
}

const SPOTS_LISTED = 3;

export class Panel implements StateView {
  private readonly form: HTMLFormElement;
  private readonly headline: HTMLElement;
  private readonly figures: HTMLElement;

  constructor(
    root: HTMLElement,
    private readonly model: Model,
    private readonly words: Words,
    private readonly store: Store,
    private readonly actions: Actions,
  ) {
    this.form = make("form", { class: "question", on: { submit: (event) => event.preventDefault() } });
    this.headline = make("div", { class: "headline", "aria-live": "polite", id: "headline" });
    this.figures = make("div", {});
    root.append(
      make("section", { "aria-labelledby": "question" }, make("h2", { id: "question", tabindex: "-1" }, words.say("question")), this.form),
      make("section", { class: "result", "aria-labelledby": "result" }, make("h2", { id: "result" }, words.say("result")), this.headline, this.figures),
      this.about(),
    );
  }

  private ask(changes: Partial<LevelQuestion>): void {
    const question = fitLevels(this.model, { ...this.store.state.question, ...changes });
    this.store.change({ question, place: null });
  }

  show({ question }: State, changes: Partial<State>): void {
    // What did not change is not written anew, so that nothing is read out twice.
    if (!changes.question) return;
    const focused = document.activeElement?.id;
    replaceContent(
      this.form,
      this.serviceField(question),
      this.modeField(question),
      this.levelField(question),
      this.groupField(question),
    );
    if (focused && this.form.querySelector(`#${CSS.escape(focused)}`)) document.getElementById(focused)!.focus();
    this.showResult(question);
  }

  private serviceField(question: LevelQuestion): HTMLElement {
    const groups = new Map<number, ServiceType[]>();
    for (const type of this.model.data.types.filter((t) => t.has_figures)) {
      if (!groups.has(type.area)) groups.set(type.area, []);
      groups.get(type.area)!.push(type);
    }
    const options = [...groups].map(([number, types]) =>
      make(
        "optgroup",
        { label: `${number}. ${this.model.areas.get(number)!.name}` },
        types.map((type) => {
          const option = make("option", { value: type.code }, type.name);
          option.selected = type.code === question.type;
          return option;
        }),
      ),
    );
    const choose = (event: Event) => this.ask({ type: (event.target as HTMLSelectElement).value, mode: "all" });
    return make(
      "div",
      { class: "field" },
      make("label", { for: "service" }, this.words.say("service")),
      make("select", { id: "service", on: { change: choose } }, options),
    );
  }

  private modeField(question: LevelQuestion): HTMLElement {
    const options = this.model.stored.modesOf(question.type).map((mode) => ({ value: mode, label: this.words.of("modes", mode) }));
    return this.choice("mode", this.words.say("mode"), options, question.mode, (mode) => this.ask({ mode }));
  }

  private levelField(question: LevelQuestion): HTMLElement {
    const options = this.model.stored.levelsOf(question.type, question.mode).map((level) => {
      const { limits } = this.model.stored.answer({ ...question, level })!;
      const kinds = [...new Set(limits.map((limit) => this.words.of("kinds", limit.kind)))].join(" / ");
      const label = this.levelLabel(limits, level);
      return { value: String(level), label, note: kinds };
    });
    const field = this.choice("level", this.words.say("threshold"), options, String(question.level), (level) =>
      this.ask({ level: Number(level) }),
    );
    const answer = this.model.stored.answer(question)!;
    if (answer.limits.length > 1) field.append(make("p", { class: "note" }, this.limitNote(answer)));
    const basis = this.model.types.get(question.type)!.legal_basis;
    if (basis) field.append(make("p", { class: "note" }, this.words.say("legal_basis", { basis })));
    return field;
  }

  /** "30 min", "30/15 min" for modes in the order of the note below, or the level's name. */
  private levelLabel(limits: Limit[], level: number): string {
    const { words } = this;
    if (new Set(limits.map((limit) => limit.unit)).size > 1 || limits.length > 4) return words.of("levels", level);
    const others = limits.slice(0, -1).map((limit) => words.number(limit.value));
    const last = limits.at(-1)!;
    return [...others, words.amount(last.value, last.unit)].join("/");
  }

  private limitNote(answer: Answer): string {
    return this.words.say("threshold_note", { limits: this.words.limits(answer.limits) });
  }

  private groupField(question: LevelQuestion): HTMLElement | null {
    const type = this.model.types.get(question.type)!;
    if (!type.target) return null;
    const hasFigures = this.model.stored.answer(question)!.has_target;
    const options: Option<LevelQuestion["group"]>[] = [{ value: "all", label: this.words.say("group_all") }];
    if (hasFigures) options.push({ value: "target", label: type.target_short });
    const field = this.choice("group", this.words.say("group"), options, question.group, (group) => this.ask({ group }));
    if (!hasFigures) field.append(make("p", { class: "note" }, this.words.say("no_group_figures", { group: type.target })));
    return field;
  }

  private choice<Value extends string>(
    name: string,
    legend: string,
    options: Option<Value>[],
    chosen: Value,
    choose: (value: Value) => void,
  ): HTMLElement {
    const buttons = options.map(({ value, label, note }) => {
      const input = make("input", { type: "radio", name, id: `${name}-${value}`, value, on: { change: () => choose(value) } });
      input.checked = value === chosen;
      return make("label", { class: "chip" }, input, make("span", {}, label, note ? make("small", {}, note) : null));
    });
    return make("fieldset", { class: "field" }, make("legend", {}, legend), make("div", { class: "chips" }, buttons));
  }

  private showResult(question: LevelQuestion): void {
    const answer = this.model.stored.answer(question)!;
    const sums = this.model.stored.sumsOf(answer, question.group);
    replaceContent(this.headline, this.sentences(question, answer, sums.total).map((line) => make("p", {}, line)));
    replaceContent(
      this.figures,
      makeBar(sums.total),
      this.stateTable(sums.total, answer),
      this.remarks(question),
      this.spotList(question),
      this.gminaList(sums),
    );
  }

  /** The answer in words; what cannot be told comes first when it concerns most people. */
  private sentences(question: LevelQuestion, answer: NumberedAnswer, total: number[]): string[] {
    const { words, model } = this;
    const people = total.reduce((a, b) => a + b, 0);
    const type = model.types.get(question.type)!;
    const lines = words.table.headline;
    if (!people) return lines.nobody;
    const fields = (count: number) => ({
      share: words.percent(count, people),
      limit: words.limits(answer.limits),
      service: type.name,
      reasons: this.unknownReasons(answer, question.group),
    });
    const say = (forms: string[], count: number) => words.count(forms, count, fields(count));
    const main = total[TOO_FAR] ? say(lines[type.direction], total[TOO_FAR]) : say(lines.none, 0);
    const unknown = total[CANNOT_TELL] ? [say(lines.cannot_tell, total[CANNOT_TELL])] : [];
    const full = total[FULL] ? [say(lines.full, total[FULL])] : [];
    const isMostlyUnknown = total[CANNOT_TELL] * 2 > people;
    const sentences = isMostlyUnknown ? [...unknown, main, ...full] : [main, ...full, ...unknown];
    if (question.group === "target") sentences.push(words.count(lines.group, 0, { group: type.target }));
    return sentences;
  }

  private unknownReasons(answer: Answer, group: LevelQuestion["group"]): string {
    const { words } = this;
    return (answer.unknown_reasons[group] ?? []).map((i) => words.table.reasons[i] || words.say("reason_not_given")).join("; ");
  }

  private stateTable(total: number[], answer: Answer): HTMLElement {
    const { words } = this;
    const people = total.reduce((a, b) => a + b, 0);
    const rows = STATES.map((state, i) => {
      const isAssessed = i !== FULL || answer.is_capacity_known;
      const note = isAssessed ? null : make("small", { class: "unassessed" }, words.say("capacity_not_assessed"));
      return make(
        "tr",
        {},
        make("th", { scope: "row" }, swatch(state), words.table.states[i], note),
        make("td", {}, isAssessed ? words.number(total[i]) : "–"),
        make("td", {}, isAssessed ? words.percent(total[i], people) : ""),
      );
    });
    const head = make(
      "tr",
      {},
      ...["state", "people", "share"].map((key) => make("th", { scope: "col" }, words.say(key))),
    );
    return make("table", { class: "states" }, make("thead", {}, head), make("tbody", {}, rows));
  }

  private remarks(question: LevelQuestion): HTMLElement | null {
    const { words, model } = this;
    const type = model.types.get(question.type)!;
    const lines: string[] = [];
    if (!model.servicesOf(question.type).length) lines.push(words.say("no_places"));
    const rough = model.servicesOf(question.type).filter((service) => service.radius_m).length;
    if (rough) lines.push(words.count(words.table.rough_places, rough));
    if (type.unplaced) lines.push(words.count(words.table.unplaced, type.unplaced));
    return lines.length ? make("p", { class: "note" }, lines.join(" ")) : null;
  }

  private spotList(question: LevelQuestion): HTMLElement[] {
    const { words } = this;
    const spots = this.model.stored.whiteSpotsOf(question);
    const heading = make("h3", {}, words.say("largest_spots"));
    if (!spots.length) return [heading, make("p", { class: "note" }, words.say("no_spots"))];
    const items = spots.slice(0, SPOTS_LISTED).map((spot) =>
      make(
        "li",
        {},
        make("button", { type: "button", class: "row", on: { click: () => this.actions.openSpot(spot) } },
          make("span", { class: "name" }, spotName(spot, words)),
          make("span", { class: "figure" }, words.people(spot.people)),
        ),
      ),
    );
    return [heading, make("ol", { class: "rows" }, items)];
  }

  private gminaList({ gminas }: Sums): HTMLElement[] {
    const { words, model } = this;
    const rows = model.data.gminas
      .map((gmina, g) => ({ gmina, g, sums: gminas[g], people: gminas[g].reduce((a, b) => a + b, 0) }))
      .filter(({ people }) => people > 0)
      .sort((a, b) => b.sums[TOO_FAR] - a.sums[TOO_FAR] || a.gmina.name.localeCompare(b.gmina.name, words.language))
      .map(({ gmina, sums, people }) =>
        make(
          "li",
          {},
          make("button", { type: "button", class: "row gmina", on: { click: () => this.actions.showGmina(gmina) } },
            make("span", { class: "name" }, tame(gmina.name, 60)),
            make("span", { class: "figure" }, words.number(sums[TOO_FAR]), " ", make("small", {}, words.percent(sums[TOO_FAR], people))),
            makeBar(sums),
          ),
        ),
      );
    return [make("h3", {}, words.say("by_gmina")), make("ul", { class: "rows" }, rows)];
  }

  private about(): HTMLElement {
    const { words, model } = this;
    const { notes, info } = model.data;
    const lines = [...notes, words.say("imputed_note"), words.say("report_hint"), ...info.attribution];
    return make(
      "details",
      { class: "about" },
      make("summary", {}, words.say("about")),
      make("ul", {}, lines.map((line) => make("li", {}, tame(line, 500)))),
    );
  }
}

/** One bar of the four states; the table beside it says the same in figures. */
export function makeBar(sums: number[]): HTMLElement {
  const people = sums.reduce((a, b) => a + b, 0) || 1;
  const parts = STATES.map((state, i) =>
    sums[i] ? make("span", { class: `part ${state}`, style: { width: `${(100 * sums[i]) / people}%` } }) : null,
  );
  return make("span", { class: "bar", "aria-hidden": "true" }, parts);
}
