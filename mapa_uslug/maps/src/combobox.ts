// A text field with a list of what it may mean (the combobox of the ARIA practices): typed, chosen with arrows or a click.
import { make, replaceContent } from "./dom";

export interface Offer {
  label: string;
  /** What kind of thing it is, or where. */
  note?: string;
}

export interface ComboboxOptions<Item extends Offer> {
  id: string;
  label: string;
  /** The label stands within the field, for who sees it. */
  isCompact?: boolean;
  /** Said when nothing is found. */
  none: string;
  find(query: string): Item[];
  choose(item: Item): void;
}

export class Combobox<Item extends Offer> {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private items: Item[] = [];
  private active = -1;

  constructor(private readonly options: ComboboxOptions<Item>) {
    const { id, label, isCompact = false } = options;
    this.input = make("input", {
      type: "text", id, role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list",
      "aria-expanded": "false", "aria-controls": `${id}-list`, placeholder: isCompact ? label : null,
      on: { input: () => this.open(), keydown: (event) => this.press(event), blur: () => this.close() },
    });
    this.list = make("ul", { id: `${id}-list`, role: "listbox", "aria-label": label, class: "offers", hidden: true });
    const shown = make("label", { for: id, class: isCompact ? "visually-hidden" : null }, label);
    this.element = make("div", { class: `field combobox${isCompact ? " compact" : ""}` }, shown, this.input, this.list);
  }

  clear(): void {
    this.input.value = "";
    this.close();
  }

  private open(): void {
    const query = this.input.value.trim();
    this.items = query ? this.options.find(query) : [];
    this.active = -1;
    const { id, none } = this.options;
    const rows = this.items.map((item, i) =>
      make("li", {
        id: `${id}-${i}`, role: "option", "aria-selected": "false",
        // Before the field loses the focus and the list is gone.
        on: { mousedown: (event) => event.preventDefault(), click: () => this.choose(item) },
      }, make("span", {}, item.label), item.note ? make("small", {}, item.note) : null),
    );
    const nothing = make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, none);
    replaceContent(this.list, query && !rows.length ? nothing : rows);
    this.list.hidden = !query;
    this.input.setAttribute("aria-expanded", String(Boolean(query)));
    this.input.removeAttribute("aria-activedescendant");
  }

  private close(): void {
    this.list.hidden = true;
    this.items = [];
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  private choose(item: Item): void {
    this.input.value = item.note ? `${item.label} (${item.note})` : item.label;
    this.close();
    this.options.choose(item);
  }

  private press(event: KeyboardEvent): void {
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) this.open();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && isOpen) {
      // The best find is what somebody means who presses Enter at once.
      event.preventDefault();
      const item = this.items[Math.max(0, this.active)];
      if (item) this.choose(item);
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation();
      this.close();
    }
  }

  private move(step: number): void {
    const count = this.items.length;
    if (!count) return;
    this.active = this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count;
    [...this.list.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === this.active)));
    const row = this.list.children[this.active];
    row.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.id);
  }
}
