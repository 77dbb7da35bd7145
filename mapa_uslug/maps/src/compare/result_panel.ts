// What differs: in sentences, in a table of states, and the key to the differences on the maps.
import { make, replaceContent, type Child } from "../dom";
import { swatch } from "../look";
import { FULL, STATES } from "../model";
import { makeDifference, sumOf } from "../panel/result";
import type { Words } from "../words";
import { CLASSES, type ClassCount } from "./difference";
import type { Matching } from "./matching";
import { differenceSwatch } from "./painting";
import type { Result } from "./result";
import { sayDifferences, sayRemarks } from "./sentences";
import type { LayerSwitch, Session, Shown } from "./session";
import { bothOf, type Pair, type Side } from "./sides";

/** How long a result stands still before it is read out [ms]. */
const SETTLED_MS = 600;
const SWITCHES: readonly LayerSwitch[] = ["white_spots", "places", "gminas", "background"];

export class ResultPanel {
  readonly elements: HTMLElement[];
  private readonly headline = make("div", { class: "headline", id: "headline" });
  private readonly states = make("div", { class: "compared-states" });
  private readonly classes = make("div", {});
  private readonly remarks = make("div", {});
  private readonly key = make("div", { class: "key" });
  private readonly spoken = make("div", { class: "visually-hidden", "aria-live": "polite", id: "spoken" });
  private speaking = 0;

  constructor(
    private readonly words: Words,
    private readonly session: Session,
    private readonly sides: Pair<Side>,
    private readonly matching: Matching,
    private readonly isShared: boolean,
  ) {
    this.elements = [
      make("section", { class: "result", "aria-labelledby": "result" },
        make("h2", { id: "result", tabindex: "-1" }, words.say("differs")), this.headline, this.classes, this.states, this.remarks),
      make("section", { "aria-labelledby": "layers-title" }, make("h2", { id: "layers-title" }, words.say("layers")), this.key),
      this.spoken,
    ];
    this.writeKey();
  }

  show(shown: Shown, result: Result): void {
    const { words, sides, matching, isShared } = this;
    const sentences = sayDifferences(words, result, sides);
    const remarks = sayRemarks(words, result, sides, matching, isShared, shown.isSeparate);
    replaceContent(this.headline, sentences.map((line) => make("p", {}, line)));
    replaceContent(this.remarks, remarks.map((line) => make("p", { class: "note" }, line)));
    replaceContent(this.states, this.stateTable(shown, result));
    this.showClasses(shown, result);
    this.speak([...sentences, ...(matching.count ? [] : remarks)].join(" "));
  }

  private speak(text: string): void {
    window.clearTimeout(this.speaking);
    this.speaking = window.setTimeout(() => {
      if (this.spoken.textContent !== text) this.spoken.textContent = text;
    }, SETTLED_MS);
  }

  /** The switch of the layer, and its key with figures. */
  private showClasses({ layers }: Shown, { differences }: Result): void {
    const { words } = this;
    this.classes.hidden = !differences;
    if (!differences) {
      replaceContent(this.classes);
      return;
    }
    const names = words.table.difference_classes as Record<string, string>;
    const rows = CLASSES.map((name) =>
      make("tr", {}, make("th", { scope: "row" }, differenceSwatch(name), make("span", {}, names[name])), this.figures(differences.counts[name])),
    );
    const heads = [this.switch("difference", words.say("difference_layer"), layers.difference), words.say("people"), words.say("cells")];
    const focused = document.activeElement?.id === "layer-difference";
    replaceContent(
      this.classes,
      make("table", { class: "states difference-classes" },
        make("thead", {}, make("tr", {}, heads.map((head) => make("th", { scope: "col" }, head)))), make("tbody", {}, rows)),
      make("p", { class: "note" }, words.say("access")),
    );
    if (focused) document.getElementById("layer-difference")!.focus({ preventScroll: true });
  }

  private figures({ people, cells, uncounted }: ClassCount): HTMLElement[] {
    const { words } = this;
    const hidden = people === null || (uncounted > 0 && uncounted === cells);
    return [make("td", {}, hidden ? "–" : words.number(people)), make("td", {}, words.number(cells))];
  }

  /** People by state on both maps; no difference between people of different areas. */
  private stateTable({ questions }: Shown, { answers }: Result): HTMLElement {
    const { words, isShared } = this;
    const names = words.table.side_short as string[];
    const sums = bothOf(answers, (answer, number) => answer?.sums(questions[number].group).total ?? null);
    const rows = STATES.map((state, i) => {
      const known = bothOf(answers, (answer, number) => (answer && (i !== FULL || answer.isCapacityKnown) ? sums[number]![i] : null));
      const cells: Child[] = known.map((value, number) =>
        value === null ? "–" : make("span", {}, words.number(value), " ", make("small", {}, words.percent(value, sumOf(sums[number]!)))),
      );
      if (isShared) cells.push(known[0] === null || known[1] === null ? "–" : makeDifference(words, known[1] - known[0]));
      return make("tr", {}, make("th", { scope: "row" }, swatch(state), words.table.states[i]), cells.map((cell) => make("td", {}, cell)));
    });
    const heads = [words.say("state"), ...names, ...(isShared ? [words.say("difference")] : [])];
    const unassessed = (words.table.sides as string[]).filter((_, number) => answers[number]?.isCapacityKnown === false);
    const table = make("table", { class: "states" },
      make("thead", {}, make("tr", {}, heads.map((head) => make("th", { scope: "col" }, head)))), make("tbody", {}, rows));
    const note = unassessed.length ? make("p", { class: "note" }, words.say("not_assessed", { sides: unassessed.join(", ").toLocaleLowerCase(words.language) })) : null;
    return make("div", {}, table, note);
  }

  private writeKey(): void {
    const { words, session } = this;
    const states = STATES.map((state, i) => make("li", {}, swatch(state), words.table.states[i]));
    const rows = SWITCHES.map((name) => this.switch(name, words.say(`layer_${name}`), session.shown.layers[name]));
    replaceContent(this.key, make("ul", { class: "state-key" }, states), rows);
  }

  private switch(name: LayerSwitch, label: string, isOn: boolean): HTMLElement {
    const input = make("input", { type: "checkbox", id: `layer-${name}` });
    input.checked = isOn;
    input.addEventListener("change", () => this.session.switch(name, input.checked));
    return make("label", { class: "layer", for: `layer-${name}` }, input, make("span", {}, label));
  }
}

