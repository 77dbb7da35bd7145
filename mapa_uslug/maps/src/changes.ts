// "What if": what is changed, each with a way back, and what may be changed further.
import { nameGroups } from "./panel/sharing_field";
import { rewrite } from "./panel/choice";
import { describeFilters } from "./panel/narrowing";
import type { Adding } from "./adding";
import { make, tame } from "./dom";
import { canRedo, canUndo } from "./history";
import type { Model } from "./model";
import { PlaceForm } from "./place_form";
import type { PlanActions } from "./plan_actions";
import type { PlanFiles } from "./plan_files";
import { changedLimits, mainLimits } from "./questions";
import type { Actions, State, StateView, Store } from "./store";
import { MAIN } from "./whatif/limits";
import { NO_FILTERS } from "./whatif/places";
import { listChanges, NO_PLAN, RUN_ONLY, undoChange, type Change, type ThresholdChange } from "./whatif/plan";
import { limitsBeyond, maxOf } from "./whatif/plan_on_screen";
import type { Words } from "./words";

export class ChangeList implements StateView {
  private readonly list = make("div", {});
  private readonly bar = make("div", { class: "buttons" });
  /** Id of the new place that is being edited. */
  private edited: string | null = null;
  /** Its form, which outlives a list written anew. */
  private form: HTMLElement | null = null;
  /** Thresholds as they stand in the list, and the service they are of. */
  private told = "";

  constructor(
    root: HTMLElement,
    private readonly model: Model,
    private readonly words: Words,
    private readonly store: Store,
    private readonly actions: Actions,
    private readonly plans: PlanActions,
    adding: Adding,
    files: PlanFiles,
  ) {
    root.append(make("h2", { id: "what-if", tabindex: "-1" }, words.say("what_if")), adding.element, this.list, this.bar, files.element);
    document.addEventListener("keydown", (event) => this.press(event));
  }

  show(state: State, changes: Partial<State>): void {
    // A form may be open: what does not show here is no cause to write the list anew.
    const told = JSON.stringify([this.movedRows().map(([said]) => said), state.question.type]);
    if (!changes.plan && !changes.filters && told === this.told) return;
    this.told = told;
    if (changes.plan) this.form = null;
    if (!state.plan.open.some((one) => one.id === this.edited)) this.edited = null;
    this.write();
  }

  private write(): void {
    const { plan, history } = this.store.state;
    const { words } = this;
    const rows = [...listChanges(plan).map((change, i) => this.row(change, i)), ...this.questionRows(), ...this.limitRows()];
    rewrite(this.list, rows.length
      ? make("ol", { class: "changes", "aria-label": words.say("changes_made") }, rows)
      : make("p", { class: "note" }, words.say("no_changes")));
    const button = (id: string, isOn: boolean, act: () => void, keys?: string) => {
      const made = make("button", { type: "button", class: "button", id, title: keys, on: { click: act } }, words.say(id.replace("-", "_")));
      made.disabled = !isOn;
      return made;
    };
    const used = this.bar.contains(document.activeElement) ? document.activeElement!.id : "";
    rewrite(
      this.bar,
      button("undo", canUndo(history), () => this.store.undo(), "Ctrl+Z"),
      button("redo", canRedo(history), () => this.store.redo(), "Ctrl+Shift+Z"),
      button("clear-changes", rows.length > 0, () => this.clear()),
    );
    // After the last step its button is dead, and the focus would be lost.
    const live = [used, "undo", "redo", "what-if"].find((id) => id && !document.getElementById(id)?.matches(":disabled"));
    if (used) document.getElementById(live!)!.focus({ preventScroll: true });
  }

  private row(change: Change, i: number): HTMLElement {
    const said = this.say(change);
    const id = idOf(change);
    const name = id
      ? make("button", { type: "button", class: "link", id: `change-${i}`, on: { click: () => this.actions.openPlace(id) } }, said)
      : make("span", {}, said);
    const edit = change.kind === "open" ? this.editButton(change.opened.id, said) : null;
    const back = this.backButton(`back-${i}`, said, () => void this.plans.apply(undoChange(this.store.state.plan, change)));
    const form = change.kind === "open" && change.opened.id === this.edited ? (this.form ??= this.editForm(change)) : null;
    return make("li", {}, make("div", { class: "change" }, name, edit, back), form);
  }

  private clear(): void {
    const { plan, question } = this.store.state;
    const limits = changedLimits(this.model, question, plan).length ? mainLimits(this.model, question) : question.limits;
    this.store.change({ plan: { ...NO_PLAN, name: plan.name }, question: { ...question, limits }, filters: NO_FILTERS });
  }

  /** What the question changes: moved thresholds, and places that it leaves out. */
  private questionRows(): HTMLElement[] {
    const { words } = this;
    const what = describeFilters(this.store.state, words);
    const rows = this.movedRows().map(([said, back], i) => this.plainRow(`back-moved-${i}`, said, back));
    const widen = () => this.store.change({ filters: NO_FILTERS });
    return what ? [...rows, this.plainRow("back-narrowed", words.say("narrowed", { what }), widen)] : rows;
  }

  private movedRows(): [said: string, back: () => void][] {
    const { words } = this;
    const { plan, question } = this.store.state;
    return changedLimits(this.model, question, plan).map(({ measure: { mode, unit, values }, value }) => {
      const main = values[MAIN];
      const said = words.say("change_moved", {
        service: this.serviceName(question.type), mode: words.of("by_mode", mode), amount: words.amount(value, unit), before: words.amount(main, unit),
      });
      // A loaded plan sets the threshold too: else it would come back with its service.
      const isOther = (one: ThresholdChange) => one.service !== question.type || one.mode !== mode;
      const threshold = plan.threshold.filter(isOther);
      const without = threshold.length < plan.threshold.length ? { ...plan, threshold } : plan;
      return [said, () => this.store.change({ question: { ...question, limits: { ...question.limits, [mode]: main } }, plan: without })];
    });
  }

  private plainRow(id: string, said: string, back: () => void): HTMLElement {
    return make("li", {}, make("div", { class: "change" }, make("span", {}, said), this.backButton(id, said, back)));
  }

  /** Thresholds that a loaded plan sets for other services; those of the question are on its sliders, as far as these go. */
  private limitRows(): HTMLElement[] {
    const { words, model } = this;
    const { plan, question } = this.store.state;
    const beyond = limitsBeyond(model, question, plan);
    const isBeyond = (one: ThresholdChange) => beyond.some(({ service, mode }) => service === one.service && mode === one.mode);
    return plan.threshold
      .filter((one) => one.service !== question.type || isBeyond(one))
      .map((one, i) => {
        const unit = model.measuresOf(one.service).find((measure) => measure.mode === one.mode)?.unit ?? "min";
        const fields = { service: this.serviceName(one.service), mode: words.of("by_mode", one.mode), amount: words.amount(one.value, unit) };
        const max = maxOf(model, one);
        const said = one.value > max ? words.say("change_threshold_beyond", { ...fields, max: words.amount(max, unit) }) : words.say("change_threshold", fields);
        const back = () => void this.plans.apply({ ...plan, threshold: plan.threshold.filter((other) => other !== one) });
        return this.plainRow(`back-limit-${i}`, said, back);
      });
  }

  private backButton(id: string, said: string, takeBack: () => void): HTMLElement {
    const label = this.words.say("take_back", { change: said });
    const back = () => {
      takeBack();
      // The button has gone with its row.
      (document.getElementById(id) ?? document.getElementById("undo"))?.focus();
    };
    return make("button", { type: "button", class: "icon", id, "aria-label": label, title: label, on: { click: back } }, "×");
  }

  private editButton(id: string, said: string): HTMLElement {
    const { words } = this;
    const toggle = () => {
      this.edited = this.edited === id ? null : id;
      this.form = null;
      this.write();
      if (this.edited) document.getElementById("edit-name")!.focus();
    };
    const label = words.say("edit_place", { change: said });
    return make("button", { type: "button", class: "link", id: `edit-${id}`, "aria-label": label, "aria-expanded": String(this.edited === id), on: { click: toggle } }, words.say("edit"));
  }

  private editForm({ opened }: Change & { kind: "open" }): HTMLElement {
    const { words } = this;
    const form = new PlaceForm("edit", this.model, words, opened.service, opened);
    const leave = () => {
      this.edited = this.form = null;
      this.write();
      document.getElementById(`edit-${opened.id}`)?.focus();
    };
    const save = () => {
      const wanted = form.read();
      if (!wanted) return;
      this.plans.change(opened.id, wanted);
      leave();
    };
    const submit = (event: Event) => {
      event.preventDefault();
      save();
    };
    return make("form", { class: "adding-box", on: { submit } }, form.element, make("div", { class: "buttons" },
      make("button", { type: "submit", class: "button primary" }, words.say("adding_save")),
      make("button", { type: "button", class: "button", on: { click: leave } }, words.say("adding_cancel")),
    ));
  }

  private say(change: Change): string {
    const { words, model } = this;
    if (change.kind === "open") {
      const { name, service, capacity } = change.opened;
      const unlimited = model.weighsCapacity(service) ? "change_open_unlimited" : "change_open";
      return words.say(capacity === undefined ? unlimited : "change_open_capacity", {
        name: tame(name, 80), service: this.serviceName(service), capacity: this.amount(capacity),
      });
    }
    if (change.kind === "close" || change.kind === "capacity") {
      const place = model.data.services.find((service) => service.service_id === change.id);
      const fields = { name: tame(place?.provider ?? change.id, 80), service: this.serviceName(place?.service_type ?? "") };
      if (change.kind === "close") return words.say("change_close", fields);
      return words.say("change_capacity", { ...fields, capacity: this.amount(change.capacity), before: this.amount(place?.capacity) });
    }
    if (change.kind === "sharing") {
      const { regime, groups } = change.sharing;
      if (regime !== "partners") return words.say(`change_${regime}_sharing`);
      return words.say("change_partners", { groups: groups.length ? nameGroups(model, groups, words) : "–" });
    }
    if (RUN_ONLY.includes(change.name)) return words.say("change_run_only", { what: words.say(`run_only_${change.name}`) });
    return words.say("change_other", { name: tame(change.name, 60) });
  }

  private amount(capacity: number | undefined): string {
    if (capacity === undefined) return this.words.say("unknown_capacity");
    return this.words.number(capacity, Number.isInteger(capacity) ? 0 : 1);
  }

  private serviceName(code: string): string {
    return this.model.types.get(code)?.name ?? code;
  }

  /** Ctrl+Z and Ctrl+Shift+Z, where they do not belong to a text that is being typed. */
  private press(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) this.store.redo();
    else this.store.undo();
  }
}

function idOf(change: Change): string | null {
  if (change.kind === "open") return change.opened.id;
  return change.kind === "close" || change.kind === "capacity" ? change.id : null;
}

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !["radio", "checkbox", "range", "button", "file"].includes(target.type);
  return target instanceof HTMLTextAreaElement;
}

