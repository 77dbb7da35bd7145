// Plans as files: saved for `mapa-uslug scenario run`, loaded from what was saved or written by hand.
import { download, fileName } from "./download";
import { make, replaceContent, tame } from "./dom";
import type { Model } from "./model";
import { describeNarrowing } from "./panel/narrowing";
import type { PlanActions } from "./plan_actions";
import { recounts, type State, type StateView, type Store } from "./store";
import { renamePlan, type Plan } from "./whatif/plan";
import { readPlan, writePlan } from "./whatif/plan_file";
import { askOfPlan, planOnScreen } from "./whatif/plan_on_screen";
import { makeScope } from "./whatif/plan_scope";
import type { PlanProblem } from "./whatif/toml_fields";
import type { Words } from "./words";

const EXTENSION = ".toml";
/** Of what a stranger wrote, in a message about it or in a file's name. */
const LONGEST = 60;

export class PlanFiles implements StateView {
  readonly element = make("div", { class: "plan-files" });
  private readonly name: HTMLInputElement;
  private readonly file: HTMLInputElement;
  private readonly told = make("div", { role: "status", id: "plan-told" });
  private readonly command = make("code", {});

  constructor(
    private readonly model: Model,
    private readonly words: Words,
    private readonly store: Store,
    private readonly plans: PlanActions,
  ) {
    this.name = make("input", { type: "text", id: "plan-name", maxlength: "120", autocomplete: "off", placeholder: words.say("plan_unnamed"), on: { change: () => this.rename(), input: () => this.type() } });
    this.file = make("input", { type: "file", id: "plan-file", accept: `${EXTENSION},text/plain`, class: "visually-hidden", tabindex: "-1", "aria-label": words.say("load_plan"), on: { change: () => void this.load() } });
    this.element.append(
      make("div", { class: "field" }, make("label", { for: "plan-name" }, words.say("plan_name")), this.name),
      make("div", { class: "buttons" },
        make("button", { type: "button", class: "button", id: "save-plan", on: { click: () => this.save() } }, words.say("save_plan")),
        make("button", { type: "button", class: "button", id: "load-plan", on: { click: () => this.file.click() } }, words.say("load_plan")),
        this.file,
      ),
      this.told,
      make("p", { class: "note command" }, words.say("plan_run"), " ", this.command),
    );
  }

  show({ plan }: State, changes: Partial<State>): void {
    // What was said of a file is no news after the next change.
    if (recounts(changes)) replaceContent(this.told);
    if (!changes.plan) return;
    if (document.activeElement !== this.name) this.name.value = tame(plan.name, 120);
    this.showCommand(plan.name);
  }

  /** What changes with the name changes while it is typed: when the field is left, buttons would move from under the pointer. */
  private type(): void {
    replaceContent(this.told);
    this.showCommand(this.name.value.trim());
  }

  private showCommand(name: string): void {
    this.command.textContent = `mapa-uslug scenario run area.toml ${fileOf(name, this.words)} --out ${this.words.say("folder")}`;
  }

  private rename(): void {
    this.store.amendPlan(renamePlan(this.store.state.plan, this.name.value.trim()));
  }

  private save(): void {
    this.rename();
    const { words, model } = this;
    const { state } = this.store;
    const { plan, leftOut } = planOnScreen(model, state.question, namedPlan(state.plan, words), state.filters);
    const comment = leftOut.length ? [words.say("plan_comment", { what: describeNarrowing({ ...state, audience: "" }, words) })] : [];
    const file = fileOf(plan.name, words);
    download(file, writePlan(plan, model.data.cell_ids, comment), "application/toml");
    replaceContent(this.told, make("p", {}, words.say("plan_saved", { file })));
  }

  private async load(): Promise<void> {
    const file = this.file.files?.[0];
    if (!file) return;
    const text = await file.text();
    // So that the same file can be chosen again when it has been mended.
    this.file.value = "";
    await this.take(text);
  }

  private async take(text: string): Promise<void> {
    const { words, model } = this;
    const { plan, problems } = readPlan(text, makeScope(model));
    if (plan && plan.open.length && !model.canOpen) problems.push({ code: "cannot_open", values: {} });
    if (!plan || problems.length) {
      const lines = problems.map((problem) => make("li", {}, this.sayProblem(problem)));
      replaceContent(this.told, make("p", { class: "problem" }, words.say("plan_bad")), make("ul", { class: "problems" }, lines));
      return;
    }
    await this.plans.apply(plan, { question: askOfPlan(model, this.store.state.question, plan) });
    const isRough = plan.open.some((one) => one.approximate);
    replaceContent(
      this.told,
      make("p", {}, plan.name ? words.say("plan_loaded", { name: tame(plan.name, 120) }) : words.say("plan_loaded_nameless")),
      isRough ? make("p", { class: "note" }, words.say("plan_approximate")) : null,
    );
  }

  /** "[[open]] nowy-1: there is no populated cell N321…". */
  private sayProblem({ code, values }: PlanProblem): string {
    const { words } = this;
    const shown = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, tame(value, LONGEST)]));
    const which = shown.id || shown.number;
    const where = shown.section ? `${shown.section}${which ? ` ${which}` : ""}: ` : "";
    if (code === "unknown_mode") shown.value = words.of("modes", shown.value);
    return where + words.of("plan_problems", code, shown);
  }
}

/** The plan with a name: a file must have one. */
export function namedPlan(plan: Plan, words: Words): Plan {
  return plan.name ? plan : renamePlan(plan, words.say("plan_unnamed"));
}

function fileOf(name: string, words: Words): string {
  return fileName((name || words.say("plan_unnamed")).toLowerCase(), LONGEST) + EXTENSION;
}
