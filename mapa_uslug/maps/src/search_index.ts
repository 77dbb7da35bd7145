// Finds names without minding letter case and diacritics: "lak" finds "Łąka".

export interface Entry<Target> {
  label: string;
  /** What kind of thing it is, in words. */
  kind: string;
  target: Target;
  /** More text by which it is found: an address, a service. */
  also?: string;
  /** Kinds of a smaller rank come first among equally good finds. */
  rank: number;
}

interface Indexed<Target> extends Entry<Target> {
  name: string;
  text: string;
}

/** Letters that are no base letter and accent. */
const LETTERS: Record<string, string> = { ł: "l", ø: "o", đ: "d", ß: "ss", æ: "ae", œ: "oe" };

export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[łøđßæœ]/g, (letter) => LETTERS[letter])
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

export class SearchIndex<Target> {
  private readonly entries: Indexed<Target>[];

  constructor(entries: readonly Entry<Target>[]) {
    this.entries = entries.map((entry) => {
      const name = fold(entry.label);
      return { ...entry, name, text: entry.also ? `${name} ${fold(entry.also)}` : name };
    });
  }

  /** Entries that hold every word asked for at the beginning of one of theirs, the best first. */
  find(query: string, most: number): Entry<Target>[] {
    const wanted = fold(query);
    if (!wanted) return [];
    const words = wanted.split(" ");
    const found: { entry: Indexed<Target>; score: number }[] = [];
    for (const entry of this.entries) {
      if (!words.every((word) => beginsWord(entry.text, word))) continue;
      found.push({ entry, score: scoreOf(entry, wanted) });
    }
    found.sort((a, b) => a.score - b.score || a.entry.rank - b.entry.rank || compare(a.entry.name, b.entry.name));
    return found.slice(0, most).map(({ entry }) => entry);
  }
}

/** 0: the very name; 1: it begins so; 2: one of its words does; 3: found by something else. */
function scoreOf({ name }: { name: string }, wanted: string): number {
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  return wanted.split(" ").every((word) => beginsWord(name, word)) ? 2 : 3;
}

function beginsWord(text: string, word: string): boolean {
  return text.startsWith(word) || text.includes(` ${word}`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
