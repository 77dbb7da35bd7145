// Elements are made here and nowhere from text: what strangers wrote only ever becomes a text node.

export type Child = Node | string | null | undefined;
/** Children; a list among them is laid flat, what is missing left out. */
export type Children = (Child | readonly Child[])[];

type Listeners = { [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void };

export interface Attributes {
  on?: Listeners;
  data?: Record<string, string>;
  style?: Record<string, string>;
  [name: string]: string | boolean | null | undefined | Listeners | Record<string, string>;
}

/** An element with attributes and children; `on` holds listeners, `data` a dataset. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Children
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value as Listeners)) element.addEventListener(event, listener as EventListener);
    } else if (name === "data") {
      Object.assign(element.dataset, value);
    } else if (name === "style") {
      for (const [property, setting] of Object.entries(value as Record<string, string>)) element.style.setProperty(property, setting);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export function replaceContent(element: Element, ...children: Children): void {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
}

/** Text of a stranger: cut to a sensible length and kept from turning the line around (bidi controls). */
export function tame(value: unknown, length = 200): string {
  const text = String(value ?? "").replace(/[\u0000-\u0008\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** Terms and values as a description list; empty values are left out. */
export function describe(pairs: (readonly [term: string, value: Child])[]): HTMLDListElement {
  const list = make("dl", { class: "facts" });
  for (const [term, value] of pairs) {
    if (value === null || value === undefined || value === "") continue;
    list.append(make("div", {}, make("dt", {}, term), make("dd", {}, value)));
  }
  return list;
}
