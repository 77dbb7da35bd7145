// Pieces that several cards share.
import { readContact } from "../contact";
import { make, tame, type Child } from "../dom";

/** A button that looks like a link; its id keeps the focus when the card is written anew. */
export function linkButton(id: string, label: string, click: () => void): HTMLButtonElement {
  return make("button", { type: "button", class: "link", id: `card-${id}`, on: { click } }, label);
}

export function actionButton(id: string, label: string, click: () => void): HTMLButtonElement {
  return make("button", { type: "button", class: "act", id: `card-${id}`, on: { click } }, label);
}

/** What a register says of a contact, with links where these lead to a telephone, a mailbox or the web. */
export function contactText(text: string | undefined): Child {
  if (!text) return null;
  const parts = readContact(tame(text)).map((part) =>
    part.href ? make("a", { href: part.href, rel: "noreferrer noopener", target: part.href.startsWith("http") ? "_blank" : null }, part.text) : part.text,
  );
  return make("span", {}, parts);
}
