// Amounts typed by hand: a browser's own number field reads "35,5" as 355, or not at all, as its language has it.

const AMOUNT = /^\d+(?:[.,]\d+)?$/;
const LARGEST = 1_000_000;

/** A number, nought or more, with a comma or a point; null when it is none. */
export function readAmount(text: string): number | null {
  const plain = text.replace(/\s/g, "");
  const value = AMOUNT.test(plain) ? Number(plain.replace(",", ".")) : NaN;
  return value <= LARGEST ? value : null;
}

/** As it would be typed. */
export function writeAmount(value: number, language: string): string {
  return language === "pl" ? String(value).replace(".", ",") : String(value);
}
