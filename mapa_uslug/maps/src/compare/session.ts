// What the page shows: the questions, and the layers of both maps.
import type { Model, Question } from "../model";
import { fitQuestion, type Wish } from "../questions";
import { firstState, Store, type Layers } from "../store";
import { askBoth, askFirst, askOwn, askTwice, whoseLimits } from "./asking";
import { bothOf, type Pair, type SideNumber } from "./sides";

export type LayerSwitch = "difference" | "white_spots" | "places" | "gminas" | "background";

export interface Shown {
  isSeparate: boolean;
  questions: Pair<Question>;
  layers: Readonly<Record<LayerSwitch, boolean>>;
}

export type Part = keyof Shown;
export type Listener = (shown: Shown, changed: ReadonlySet<Part>) => void;

const LAYERS: Record<LayerSwitch, boolean> = { difference: true, white_spots: false, places: true, gminas: true, background: true };

export class Session {
  shown: Shown;
  private readonly listeners: Listener[] = [];

  private constructor(
    readonly models: Pair<Model>,
    shown: Shown,
  ) {
    this.shown = shown;
  }

  /**
   * Null when one of the maps can be asked nothing at all.
   * @param type Service to begin with.
   */
  static begin(models: Pair<Model>, isOneRun: boolean, type: string | undefined): Session | null {
    const twice = isOneRun ? askTwice(models[0], {}) : null;
    if (twice) return new Session(models, { isSeparate: true, questions: twice, layers: LAYERS });
    const asked = askFirst(models, { ...models[0].data.first, ...(type === undefined ? {} : { type, mode: "all" }) });
    if (asked) return new Session(models, { ...asked, layers: LAYERS });
    const questions = askEach(models, [{}, {}]);
    return questions && new Session(models, { isSeparate: true, questions, layers: LAYERS });
  }

  get canAskTogether(): boolean {
    return askBoth(this.models, {}) !== null;
  }

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Asks both maps, or one of them. */
  ask(wish: Wish, side: SideNumber | null): void {
    const { questions } = this.shown;
    const asked =
      side === null
        ? askBoth(this.models, { ...questions[0], ...wish })
        : askEach(this.models, bothOf(questions, (question, number) => (number === side ? { ...question, ...wish } : question)));
    if (asked) this.change({ questions: asked });
  }

  /** Together both are asked what the first one was; apart, each with its own thresholds if both had one map's. */
  separate(isSeparate: boolean): void {
    const { questions } = this.shown;
    const isBorrowed = ["first", "second"].includes(whoseLimits(this.models, questions) ?? "");
    const apart = isBorrowed ? askOwn(this.models, questions) : questions;
    const asked = isSeparate ? apart : askBoth(this.models, questions[0]);
    if (asked) this.change({ isSeparate, questions: asked });
  }

  switch(layer: LayerSwitch, isOn: boolean): void {
    this.change({ layers: { ...this.shown.layers, [layer]: isOn } });
  }

  change(changes: Partial<Shown>): void {
    this.shown = { ...this.shown, ...changes };
    const changed = new Set(Object.keys(changes) as Part[]);
    for (const listener of this.listeners) listener(this.shown, changed);
  }
}

function askEach(models: Pair<Model>, wishes: Pair<Wish>): Pair<Question> | null {
  const [first, second] = bothOf(models, (model, number) => fitQuestion(model, wishes[number]));
  return first && second && [first, second];
}

/** What the parts of the map that one map's page has too are told. */
export function layersOf(layers: Shown["layers"]): Layers {
  return {
    served: true, full: true, too_far: true, cannot_tell: true, white_spots: layers.white_spots, places: layers.places,
    other_places: false, bands: false, gminas: layers.gminas, extent: false, background: layers.background,
  };
}

export function makeStore(question: Question, layers: Shown["layers"]): Store {
  return new Store(firstState(question, layersOf(layers)));
}
