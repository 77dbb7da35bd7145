// "What if": what is changed, each with a way back, and what may be changed further.
import { nameGroups } from "./panel/sharing_field";
import { rewrite } from "./panel/choice";
import type { Adding } from "./adding";
import { make, tame } from "./dom";
import { canRedo, canUndo } from "./history";
import type { Model } from "./model";
import { PlaceForm } from "./place_form";
import type { PlanActions } from "./plan_actions";
import type { PlanFiles } from "./plan_files";
import type { Actions, State, StateView, Store } from "./store";
import { listChanges, NO_PLAN, undoChange, type Change, type Plan } from "./whatif/plan";
import type { Words } from "./words";

export class ChangeList implements StateView {
  private readonly list = make("div", {});
  private readonly bar = make("div", { class: "buttons" });
  /** Id of the new place that is being edited. */
  private edited: string | null = null;

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
    // What another service's thresholds are hangs on the question; else nothing here does, and a form may be open.
    if (!changes.plan && !(changes.question && state.plan.threshold.length)) return;
    if (!state.plan.open.some((one) => one.id === this.edited)) this.edited = null;
    this.write();
  }

  private write(): void {
    const { plan, history } = this.store.state;
    const { words } = this;
    const rows = [...listChanges(plan).map((change, i) => this.row(change, i)), ...this.limitRows()];
    rewrite(this.list, rows.length
      ? make("ol", { class: "changes", "aria-label": words.say("changes_made") }, rows)
      : make("p", { class: "note" }, words.say("no_changes")));
    const button = (id: string, isOn: boolean, act: () => void, keys?: string) => {
      const made = make("button", { type: "button", class: "button", id, title: keys, on: { click: act } }, words.say(id.replace("-", "_")));
      made.disabled = !isOn;
      return made;
    };
    rewrite(
      this.bar,
      button("undo", canUndo(history), () => this.store.undo(), "Ctrl+Z"),
      button("redo", canRedo(history), () => this.store.redo(), "Ctrl+Shift+Z"),
      button("clear-changes", rows.length > 0, () => this.store.change({ plan: { ...NO_PLAN, name: plan.name } })),
    );
  }

  private row(change: Change, i: number): HTMLElement {
    const said = this.say(change);
    const id = idOf(change);
    const name = id
      ? make("button", { type: "button", class: "link", id: `change-${i}`, on: { click: () => this.actions.openPlace(id) } }, said)
      : make("span", {}, said);
    const edit = change.kind === "open" ? this.editButton(change.opened.id, said) : null;
    const back = this.backButton(`back-${i}`, said, () => undoChange(this.store.state.plan, change));
    const form = change.kind === "open" && change.opened.id === this.edited ? this.editForm(change) : null;
    return make("li", {}, make("div", { class: "change" }, name, edit, back), form);
  }

  /** Thresholds that a loaded plan sets for other services; those of the question are on its sliders. */
  private limitRows(): HTMLElement[] {
    const { words, model } = this;
    const { plan, question } = this.store.state;
    return plan.threshold
      .filter((one) => one.service !== question.type)
      .map((one, i) => {
        const unit = model.measuresOf(one.service).find((measure) => measure.mode === one.mode)?.unit ?? "min";
        const fields = { service: this.serviceName(one.service), mode: words.of("by_mode", one.mode), amount: words.amount(one.value, unit) };
        const said = words.say("change_threshold", fields);
        const without = () => ({ ...plan, threshold: plan.threshold.filter((other) => other !== one) });
        return make("li", {}, make("div", { class: "change" }, make("span", {}, said), this.backButton(`back-limit-${i}`, said, without)));
      });
  }

  private backButton(id: string, said: string, planWithout: () => Plan): HTMLElement {
    const label = this.words.say("take_back", { change: said });
    const back = () => {
      void this.plans.apply(planWithout());
      // The button has gone with its row.
      (document.getElementById(id) ?? document.getElementById("undo"))?.focus();
    };
    return make("button", { type: "button", class: "icon", id, "aria-label": label, title: label, on: { click: back } }, "×");
  }

  private editButton(id: string, said: string): HTMLElement {
    const { words } = this;
    const toggle = () => {
      this.edited = this.edited === id ? null : id;
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
      this.edited = null;
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
      return words.say(capacity === undefined ? "change_open" : "change_open_capacity", {
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

