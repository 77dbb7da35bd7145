// Chips of which one is chosen.
import { make, replaceContent, type Child } from "../dom";

/** One of the things that may be chosen, with a smaller note under its label. */
export interface Option<Value extends string> {
  value: Value;
  label: string;
  note?: string;
}

/** Written anew only when the options change, so that the focus stays where it is. */
export class Choice<Value extends string> {
  readonly element: HTMLFieldSetElement;
  private readonly chips = make("div", { class: "chips" });
  private readonly after = make("div", {});
  private written = "";

  constructor(
    private readonly name: string,
    legend: string,
    private readonly choose: (value: Value) => void,
  ) {
    this.element = make("fieldset", { class: "field" }, make("legend", {}, legend), this.chips, this.after);
  }

  /** @param chosen Null when none of them is. */
  show(options: Option<Value>[], chosen: Value | null, ...after: Child[]): void {
    const key = JSON.stringify(options);
    if (key !== this.written) replaceContent(this.chips, options.map((option) => this.chip(option)));
    this.written = key;
    for (const input of this.chips.querySelectorAll("input")) input.checked = input.value === chosen;
    replaceContent(this.after, after);
  }

  private chip({ value, label, note }: Option<Value>): HTMLElement {
    const { name } = this;
    const input = make("input", { type: "radio", name, id: `${name}-${value}`, value, on: { change: () => this.choose(value) } });
    return make("label", { class: "chip" }, input, make("span", {}, label, note ? make("small", {}, note) : null));
  }
}

/** A checkbox with its label, in a list of such. */
export function checkbox(id: string, label: string, isChecked: boolean, change: (isChecked: boolean) => void): HTMLElement {
  const input = make("input", { type: "checkbox", id, on: { change: (event) => change((event.target as HTMLInputElement).checked) } });
  input.checked = isChecked;
  return make("label", { class: "check", for: id }, input, make("span", {}, label));
}

/** Replaces what an element holds; the focus goes to the control of the same id. */
export function rewrite(element: Element, ...children: (Child | readonly Child[])[]): void {
  const focused = element.contains(document.activeElement) ? document.activeElement!.id : "";
  replaceContent(element, ...children);
  if (focused && element.querySelector(`#${CSS.escape(focused)}`)) document.getElementById(focused)!.focus({ preventScroll: true });
}
