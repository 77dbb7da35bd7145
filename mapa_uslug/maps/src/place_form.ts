// What may be said of a new place: its name, how many it takes, who runs it.
import { readAmount, writeAmount } from "./amounts";
import { make, tame } from "./dom";
import type { Model } from "./model";
import type { Wanted } from "./plan_actions";
import type { Opened } from "./whatif/plan";
import type { Words } from "./words";

const LONGEST_NAME = 120;

export class PlaceForm {
  readonly element: HTMLElement;
  private readonly name: HTMLInputElement;
  private readonly capacity: HTMLInputElement;
  private readonly gmina: HTMLSelectElement;
  private readonly problem: HTMLElement;

  /** @param id Begins the ids of its fields. */
  constructor(id: string, model: Model, private readonly words: Words, type: string, opened?: Opened) {
    this.name = make("input", { type: "text", id: `${id}-name`, maxlength: String(LONGEST_NAME), autocomplete: "off", value: opened && tame(opened.name, LONGEST_NAME) });
    this.capacity = make("input", {
      type: "text", id: `${id}-capacity`, inputmode: "decimal", autocomplete: "off", "aria-describedby": `${id}-unlimited ${id}-problem`,
      value: opened?.capacity === undefined ? null : writeAmount(opened.capacity, words.language),
    });
    this.gmina = make("select", { id: `${id}-gmina` },
      make("option", { value: "" }, words.say("adding_gmina_own")),
      model.data.gminas.map((gmina) => make("option", { value: gmina.teryt }, tame(gmina.name, 60))),
    );
    // A file may name a gmina that the map does not have.
    if (opened?.gmina && model.gminaName(opened.gmina) === opened.gmina) this.gmina.append(make("option", { value: opened.gmina }, opened.gmina));
    this.gmina.value = opened?.gmina ?? "";
    this.problem = make("p", { class: "problem", id: `${id}-problem`, role: "alert" });
    const unit = model.data.what_if?.types.find((one) => one.code === type)?.capacity_unit ?? "";
    this.element = make("div", {},
      field(words.say("adding_name"), this.name),
      field(words.say("adding_capacity", { unit: tame(unit, 40) }), this.capacity),
      model.weighsCapacity(type) ? make("p", { class: "note", id: `${id}-unlimited` }, words.say("adding_unlimited")) : null,
      this.problem,
      field(words.say("adding_gmina"), this.gmina),
    );
  }

  /** Null, and the problem told, when the capacity is no number. */
  read(): Wanted | null {
    const text = this.capacity.value.trim();
    const capacity = text ? readAmount(text) : undefined;
    const isWrong = capacity === null;
    this.problem.textContent = isWrong ? this.words.say("adding_bad_capacity") : "";
    this.capacity.setAttribute("aria-invalid", String(isWrong));
    if (capacity === null) {
      this.capacity.focus();
      return null;
    }
    return { name: this.name.value.trim(), capacity, gmina: this.gmina.value || undefined };
  }

  focus(): void {
    this.name.focus();
  }
}

function field(label: string, control: HTMLInputElement | HTMLSelectElement): HTMLElement {
  return make("div", { class: "field" }, make("label", { for: control.id }, label), control);
}
