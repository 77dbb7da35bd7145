// The panel: the question, then the result, then what may be changed.
import { make, replaceContent, tame } from "../dom";
import { FULL, SERVED, TOO_FAR, type Model, type Question } from "../model";
import { fitQuestion, type Wish } from "../questions";
import { recounts, type Actions, type State, type StateView, type Store } from "../store";
import type { Row } from "../told";
import { limitsOf } from "../whatif/plan";
import { keepLimits } from "../whatif/plan_on_screen";
import type { Words } from "../words";
import { Choice, rewrite, type Option } from "./choice";
import { listGminas, listSpots } from "./lists";
import { describeFilters, Narrowing } from "./narrowing";
import { compareWithBase, differenceOf, makeBar, sayAnswer, sayChange, sayRemarks, StateTable, type Compared } from "./result";
import { ServiceField } from "./service_field";
import { SharingField } from "./sharing_field";
import { ThresholdField } from "./threshold_field";

/** How long a result stands still before it is read out [ms]. */
const SETTLED_MS = 600;

export class Panel implements StateView {
  /** What may be put above the question: the search. */
  readonly top = make("div", { class: "panel-top" });
  /** Where the changes stand. */
  readonly whatIf = make("section", { class: "what-if", "aria-labelledby": "what-if" });
  private readonly service: ServiceField;
  private readonly narrowing: Narrowing;
  private readonly modes: Choice<string>;
  private readonly threshold: ThresholdField;
  private readonly groups: Choice<Question["group"]>;
  private readonly sharing: SharingField;
  private readonly headline = make("div", { class: "headline", id: "headline" });
  private readonly bar = make("div", {});
  private readonly table: StateTable;
  private readonly lists = make("div", {});
  /** The result in a line that is always in sight, however long the panel is. */
  private readonly strip = make("div", { class: "strip", "aria-hidden": "true" });
  private readonly spoken = make("div", { class: "visually-hidden", "aria-live": "polite", id: "spoken" });
  private speaking = 0;

  constructor(
    root: HTMLElement,
    private readonly model: Model,
    private readonly words: Words,
    private readonly store: Store,
    private readonly actions: Actions,
  ) {
    this.service = new ServiceField(model, words, (type) => this.ask({ type, mode: "all", limits: limitsOf(store.state.plan, type) }));
    this.narrowing = new Narrowing(model, words, store);
    this.modes = new Choice("mode", words.say("mode"), (mode) => this.ask({ mode }));
    this.threshold = new ThresholdField(model, words, (limits) => this.ask({ limits }));
    this.groups = new Choice("group", words.say("group"), (group) => this.ask({ group }));
    this.sharing = new SharingField(model, words, store);
    this.table = new StateTable(words);
    const form = make("form", { class: "question", on: { submit: (event) => event.preventDefault() } },
      this.service.element, this.narrowing.element, this.modes.element, this.threshold.element, this.groups.element, this.sharing.element,
    );
    root.append(
      this.top,
      make("section", { "aria-labelledby": "question" }, make("h2", { id: "question", tabindex: "-1" }, words.say("question")), form),
      make("section", { class: "result", "aria-labelledby": "result" },
        make("h2", { id: "result", tabindex: "-1" }, words.say("result")), this.headline, this.bar, this.table.element, this.edition(), this.lists),
      this.whatIf,
      this.about(),
      this.strip,
      this.spoken,
    );
  }

  /** Where the changes would stand, in a file that cannot count them. */
  showNoWhatIf(): void {
    const note = this.model.data.what_if_note ?? this.words.say("no_what_if");
    this.whatIf.append(make("h2", { id: "what-if", tabindex: "-1" }, this.words.say("what_if")), make("p", { class: "note" }, note));
  }

  private ask(changes: Wish): void {
    const { question: left, plan } = this.store.state;
    const question = fitQuestion(this.model, { ...left, ...changes });
    // Whoever comes back to a service finds the limits as they were left.
    if (question && question.type !== left.type) this.store.amendPlan(keepLimits(this.model, left, plan));
    if (question) this.store.change({ question, ...(changes.type ? { place: null } : {}) });
  }

  show(state: State, changes: Partial<State>): void {
    // What did not change is not written anew.
    const isNarrowedAnew = Boolean(changes.filters) || changes.audience !== undefined;
    if (changes.question || isNarrowedAnew) this.service.show(state);
    if (isNarrowedAnew) this.narrowing.show(state);
    if (changes.question) this.showQuestion(state.question);
    if (changes.question || changes.plan) this.sharing.show(state.plan);
    if (recounts(changes)) this.showResult(state);
  }

  private showQuestion(question: Question): void {
    const { model, words } = this;
    const modes = model.modesOf(question.type).map((mode) => ({ value: mode, label: words.of("modes", mode) }));
    // With one mode there is nothing to choose; the threshold names it.
    this.modes.element.hidden = modes.length < 2;
    this.modes.show(modes, question.mode);
    this.threshold.show(question);
    const type = model.types.get(question.type)!;
    const hasFigures = model.hasTarget(question.type);
    const options: Option<Question["group"]>[] = [{ value: "all", label: words.say("group_all") }];
    if (hasFigures) options.push({ value: "target", label: type.target_short });
    const note = hasFigures ? null : make("p", { class: "note" }, words.say("no_group_figures", { group: type.target }));
    this.groups.element.hidden = !type.target;
    this.groups.show(options, question.group, note);
  }

  private showResult(state: State): void {
    const { model, words, actions } = this;
    const { group } = state.question;
    const compared = compareWithBase(model, state);
    const sentences = compared ? sayAnswer(model, words, compared, group) : [words.say("not_found")];
    const change = compared ? sayChange(model, words, compared, group, describeFilters(state, words)) : "";
    const [first, ...others] = sentences;
    const said = [first, ...(change ? [change] : []), ...others];
    replaceContent(this.headline, said.map((line) => make("p", { class: line === change ? "changed" : null }, line)));
    this.speak(said.join(" "));
    this.table.element.hidden = !compared;
    if (!compared) {
      for (const part of [this.bar, this.lists, this.strip]) replaceContent(part);
      return;
    }
    const { total } = compared.answer.told(group);
    const remarks = sayRemarks(model, words, state);
    replaceContent(this.bar, makeBar(total));
    this.table.show(compared, group);
    rewrite(
      this.lists,
      remarks.length ? make("p", { class: "note" }, remarks.join(" ")) : null,
      listSpots(compared, group, model, words, actions),
      listGminas(compared, group, model, words, actions),
    );
    this.showStrip(compared, total, group);
  }

  private showStrip({ answer, base }: Compared, total: Row, group: Question["group"]): void {
    const { words } = this;
    const { states } = total;
    const before = base?.told(group).total.states;
    const part = (state: number) =>
      make("span", {}, words.table.states[state], " ", make("strong", {}, words.people(states[state])), " ", differenceOf(words, states[state], before?.[state]));
    replaceContent(this.strip, make("p", {}, part(SERVED), states[FULL] === 0 || !answer.isCapacityKnown ? null : part(FULL), part(TOO_FAR)), makeBar(total));
  }

  /** Reads the result out when it has settled: a dragged slider must not flood who listens. */
  private speak(text: string): void {
    window.clearTimeout(this.speaking);
    this.speaking = window.setTimeout(() => {
      if (this.spoken.textContent !== text) this.spoken.textContent = text;
    }, SETTLED_MS);
  }

  /** What the sign beside hidden counts means, where there are any. */
  private edition(): HTMLElement | null {
    return this.model.isPublic ? make("p", { class: "note", id: "edition" }, this.words.say("hidden_note")) : null;
  }

  private about(): HTMLElement {
    const { words, model } = this;
    const { notes, info } = model.data;
    const lines = [...notes, words.say("imputed_note"), words.say("report_hint"), ...info.attribution].filter(Boolean);
    return make(
      "details",
      { class: "about" },
      make("summary", {}, words.say("about")),
      make("ul", {}, lines.map((line) => make("li", {}, tame(line, 500)))),
    );
  }
}
