// Telephones and addresses on the web within what a register says of a contact; only these become links.

/** A stretch of text, with where it leads when it is a contact. */
export interface ContactPart {
  text: string;
  href?: string;
}

const WEB = /(?:https?:\/\/|www\.)[^\s<>"'`{}|\\^\u0000-\u001f]+/i;
const MAIL = /[a-z0-9._%+-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}/i;
/** Nine digits or more, in the groups in which one writes them; not a part of a longer number or a date. */
const PHONE = /(?:\+|\b)\d(?:[ \u00a0()/-]{0,2}\d){8,14}\b/;
const ANY = new RegExp([WEB, MAIL, PHONE].map((one) => `(?:${one.source})`).join("|"), "gi");
/** Signs that end the sentence and not the address. */
const TRAILING = /[.,;:!?)\]]+$/;
const MIN_DIGITS = 9;

export function readContact(text: string): ContactPart[] {
  const parts: ContactPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ANY)) {
    const found = match[0].replace(TRAILING, "");
    const href = linkOf(found);
    if (!href) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: found, href });
    end = match.index + found.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** Where a contact leads; null when it is none that one may follow. */
function linkOf(text: string): string | null {
  if (new RegExp(`^${WEB.source}$`, "i").test(text)) return webLink(/^www\./i.test(text) ? `https://${text}` : text);
  if (new RegExp(`^${MAIL.source}$`, "i").test(text)) return `mailto:${text}`;
  const digits = text.replace(/[^\d+]/g, "");
  // Noughts alone stand in an example and ring nowhere.
  if (/^\+?\d+$/.test(digits) && digits.length >= MIN_DIGITS && /[1-9]/.test(digits)) return `tel:${digits}`;
  return null;
}

/** An address as the browser itself reads it, when it is one of the web and hides no name and password. */
function webLink(text: string): string | null {
  try {
    const url = new URL(text);
    const isWeb = url.protocol === "http:" || url.protocol === "https:";
    return isWeb && url.hostname.includes(".") && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}
