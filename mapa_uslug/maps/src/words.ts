// Words and numbers of the page's language; the templates come translated from Python.
import type { Forms, Limit, Service, Unit, WordTable } from "./data";

/** What fills the {fields} of a template. */
export type Fields = Record<string, string | number>;
export type WordGroup = "modes" | "by_mode" | "kinds" | "qualities" | "deliveries" | "levels" | "sectors" | "plan_problems";

const NBSP = "\u00a0";

export class Words {
  private readonly rules: Intl.PluralRules;

  constructor(
    readonly table: WordTable,
    readonly language: string,
  ) {
    this.rules = new Intl.PluralRules(language);
  }

  /** A word or template, its {fields} filled. */
  say(key: string, fields: Fields = {}): string {
    return fill(this.table[key] ?? key, fields);
  }

  /** An entry of a list or map of words ("modes", "states"), its {fields} filled; the key itself when it is not known. */
  of(group: WordGroup, key: string | number, fields: Fields = {}): string {
    const words = this.table[group] as Record<string | number, string> | undefined;
    // A stranger's key must not find what every object has.
    const word = words && Object.prototype.hasOwnProperty.call(words, key) ? words[key] : String(key);
    return fill(word, fields);
  }

  /** A template in the plural form that a number asks for. */
  count(forms: Forms, number: number, fields: Fields = {}): string {
    const order = this.language === "pl" ? ["one", "few", "many"] : ["one", "other"];
    const at = order.indexOf(this.rules.select(number));
    const template = forms[at < 0 ? forms.length - 1 : Math.min(at, forms.length - 1)];
    return fill(template, { people: this.number(number), ...fields });
  }

  number(value: number, digits = 0): string {
    const fixed = Math.abs(value).toFixed(digits);
    const [whole, rest] = fixed.split(".");
    const sign = value < 0 && Number(fixed) !== 0 ? "-" : "";
    if (this.language !== "pl") {
      return sign + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest ? `.${rest}` : "");
    }
    // Polish leaves four-digit numbers together.
    const grouped = whole.length < 5 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, NBSP);
    return sign + grouped + (rest ? `,${rest}` : "");
  }

  /** A part of a whole as per cent; a part that is not nought never shows as 0 %, nor one that is not all as 100 %. */
  percent(part: number, whole: number): string {
    const space = this.language === "pl" ? NBSP : "";
    if (!whole) return `0${space}%`;
    const share = (100 * part) / whole;
    if (part > 0 && share < 0.5) return `<1${space}%`;
    if (part < whole && share > 99.5) return `>99${space}%`;
    return `${this.number(share)}${space}%`;
  }

  /** A part in per cent, and nothing where either is hidden. */
  share(part: number | null, whole: number | null): string {
    return part === null || whole === null ? "" : this.percent(part, whole);
  }

  /** A number of people; null is one that must stay confidential or, in the public edition, one that is hidden. */
  people(value: number | null): string {
    return value === null ? this.say("confidential") : this.number(value);
  }

  /** Minutes or metres with their unit, never broken over lines. */
  amount(value: number, unit: Unit, digits = 0): string {
    const written =
      unit === "min"
        ? this.say("minutes", { value: this.number(value, digits) })
        : value >= 1000
          ? this.say("kilometres", { value: this.number(value / 1000, value % 1000 ? 1 : 0) })
          : this.say("metres", { value: this.number(value) });
    return written.replaceAll(" ", NBSP);
  }

  /** How well a place is known: its class, and how far the truth may lie where that is more than a few steps. */
  position(service: Pick<Service, "quality" | "radius_m">): string {
    const quality = this.of("qualities", service.quality ?? "");
    return service.radius_m ? this.say("position_rough", { quality, radius: this.about(service) }) : quality;
  }

  /** How far the true place may lie from the one drawn. */
  about(service: Pick<Service, "radius_m">): string {
    return `±${NBSP}${this.amount(service.radius_m!, "m")}`;
  }

  /** "30 min by car and 15 min on foot". */
  limits(limits: Pick<Limit, "mode" | "value" | "unit">[]): string {
    const parts = limits.map((l) => `${this.amount(l.value, l.unit)} ${this.of("by_mode", l.mode)}`);
    return this.list(parts);
  }

  list(parts: string[]): string {
    if (parts.length < 2) return parts.join("");
    return this.say("list_join", { first: parts.slice(0, -1).join(", "), last: parts.at(-1)! });
  }
}

function fill(template: unknown, fields: Fields): string {
  return String(template).replace(/\{(\w+)\}/g, (whole, name) => (Object.prototype.hasOwnProperty.call(fields, name) ? String(fields[name]) : whole));
}
