// Opening hours as OpenStreetMap writes them, with the days' names in Polish.

const DAYS: Record<string, string> = { Mo: "pn.", Tu: "wt.", We: "śr.", Th: "czw.", Fr: "pt.", Sa: "sob.", Su: "niedz.", PH: "święta" };
const DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)";
const TIME = "\\d{1,2}:\\d{2}\\s*-\\s*\\d{1,2}:\\d{2}";
const RULE = new RegExp(`^(?:(${DAY}(?:\\s*[-,]\\s*${DAY})*)\\s*:?\\s+)?(${TIME}(?:\\s*,\\s*${TIME})*|off|closed)$`);

/** "pn.-pt. 8:00-14:00" for "Mo-Fr 08:00-14:00"; what is not fully understood stays as it is. */
export function sayHours(text: string, language: string): string {
  if (language !== "pl") return text;
  if (text.trim() === "24/7") return "całą dobę";
  const rules = text.split(";").map((rule) => rule.trim()).filter(Boolean).map((rule) => RULE.exec(rule));
  if (!rules.length || rules.includes(null)) return text;
  return rules.map((rule) => [sayDays(rule![1] ?? ""), sayTimes(rule![2])].filter(Boolean).join(" ")).join("; ");
}

function sayDays(days: string): string {
  return tidy(days).replace(new RegExp(DAY, "g"), (day) => DAYS[day]);
}

function sayTimes(times: string): string {
  return /^\d/.test(times) ? tidy(times).replace(/\b0(\d:)/g, "$1") : "nieczynne";
}

function tidy(text: string): string {
  return text.replace(/\s*-\s*/g, "-").replace(/\s*,\s*/g, ", ");
}
