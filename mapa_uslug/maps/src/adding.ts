// Adding a place: by a click on the map, or by the name of a locality.
import { Combobox } from "./combobox";
import type { LatLng } from "./data";
import { make, replaceContent, tame } from "./dom";
import { cellBeside, LocalityFinder, type Locality } from "./localities";
import type { Model } from "./model";
import { PlaceForm } from "./place_form";
import type { PlanActions, Wanted } from "./plan_actions";
import type { State, StateView, Store } from "./store";
import type { Words } from "./words";

/** Height that what is told takes at the foot of the map [px]. */
const ROOM_FOR_TOLD = 120;

export class Adding implements StateView {
  readonly element = make("div", { class: "adding" });
  private readonly button: HTMLButtonElement;
  private readonly box = make("form", { class: "adding-box", hidden: true });
  private readonly problem = make("p", { class: "problem", role: "alert" });
  private readonly finder: LocalityFinder;
  private form: PlaceForm | null = null;
  private chosen: Locality | null = null;
  private isPutting = false;

  constructor(
    private readonly map: L.Map,
    private readonly model: Model,
    private readonly words: Words,
    private readonly store: Store,
    private readonly plans: PlanActions,
    /** Says what was done. */
    private readonly tell: (text: string) => void,
    /** Makes room for the map. */
    private readonly begun: () => void,
  ) {
    this.finder = new LocalityFinder(model);
    const begin = () => this.store.change({ adding: !this.store.state.adding });
    this.button = make("button", { type: "button", class: "button primary", id: "add-place", "aria-expanded": "false", on: { click: begin } }, words.say("add_place"));
    this.element.append(this.button, this.box);
    this.box.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.chosen) void this.put(this.chosen.cell);
    });
    if (!model.canOpen) replaceContent(this.element, make("p", { class: "note" }, words.say("cannot_add")));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && this.store.state.adding) this.cancel();
    });
  }

  show(state: State, changes: Partial<State>): void {
    if (changes.question && state.adding && this.form) this.write(state);
    if (changes.adding === undefined) return;
    document.body.classList.toggle("is-adding", state.adding);
    this.button.setAttribute("aria-expanded", String(state.adding));
    const wasOpen = !this.box.hidden;
    this.box.hidden = !state.adding;
    if (state.adding && !wasOpen) {
      this.write(state);
      void this.model.loadWays();
      this.begun();
      // A phone's keyboard would cover the map on which most will tap.
      if (!window.matchMedia("(pointer: coarse)").matches) document.getElementById("adding-locality")!.focus();
    } else if (!state.adding) {
      this.form = null;
      replaceContent(this.box);
    }
  }

  /** A click on the map while a place is being added. */
  async putAt([lat, lng]: LatLng): Promise<void> {
    const cell = cellBeside(this.model, lat, lng);
    if (cell < 0) {
      // The form may be out of sight.
      this.problem.textContent = this.words.say("adding_no_cell");
      this.tell(this.words.say("adding_no_cell"));
    } else {
      await this.put(cell);
    }
  }

  /** Puts a new place of the question's service into a cell, as the form says when it is open. */
  async put(cell: number): Promise<void> {
    const wanted: Wanted | null = this.form ? this.form.read() : {};
    // A second click, while the costs of the first place are still being unpacked.
    if (!wanted || this.isPutting) return;
    const wasInside = this.box.contains(document.activeElement);
    this.isPutting = true;
    const id = await this.plans.open(cell, wanted).finally(() => (this.isPutting = false));
    const opened = this.store.state.plan.open.find((one) => one.id === id)!;
    this.map.panInside(this.model.atOf(cell), { paddingTopLeft: [40, 40], paddingBottomRight: [40, ROOM_FOR_TOLD], animate: false });
    this.tell(this.words.say("added", { name: opened.name }));
    if (wasInside) this.button.focus();
  }

  private cancel(): void {
    this.store.change({ adding: false });
    this.button.focus();
  }

  private write({ question }: State): void {
    const { words, model } = this;
    const locality = new Combobox<Locality>({
      id: "adding-locality", label: words.say("adding_locality"), none: words.say("adding_locality_none"),
      find: (query) => this.finder.find(query),
      choose: (found) => this.choose(found),
    });
    locality.input.addEventListener("input", () => this.choose(null));
    this.chosen = null;
    this.form = new PlaceForm("adding", model, words, question.type);
    const add = make("button", { type: "submit", class: "button primary", id: "adding-add" }, words.say("adding_add"));
    const cancel = make("button", { type: "button", class: "button", on: { click: () => this.cancel() } }, words.say("adding_cancel"));
    add.disabled = true;
    replaceContent(
      this.box,
      make("p", {}, make("strong", {}, words.say("adding_service", { service: model.types.get(question.type)!.name }))),
      make("p", { class: "note" }, words.say("adding_hint")),
      locality.element,
      this.form.element,
      this.problem,
      make("div", { class: "buttons" }, add, cancel),
    );
    this.problem.textContent = "";
  }

  private choose(found: Locality | null): void {
    this.chosen = found;
    (document.getElementById("adding-add") as HTMLButtonElement).disabled = !found;
    if (!found) return;
    const at = this.model.atOf(found.cell);
    if (!this.map.getBounds().contains(at)) this.map.panTo(at, { animate: false });
  }
}

/** How a cell is called: by its locality, else by its gmina. */
export function sayWhere({ cells, data }: Model, words: Words, cell: number): string {
  const locality = cells.locality[cell] ? data.localities[cells.locality[cell] - 1] : "";
  return tame(locality || words.say("in_gmina", { gmina: data.gminas[cells.gmina[cell]].name }), 60);
}
