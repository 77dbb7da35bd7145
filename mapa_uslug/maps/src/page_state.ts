// What the page shows, asked by levels of limits.
import type { Gmina } from "./data";
import type { Model } from "./model";
import type { StateName } from "./states";
import type { LevelQuestion, WhiteSpot } from "./stored";

export type LayerName =
  StateName | "white_spots" | "places" | "other_places" | "bands" | "gminas" | "extent" | "background";
export type Layers = Record<LayerName, boolean>;

export interface State {
  question: LevelQuestion;
  layers: Layers;
  /** Index of the place whose bands are shown; null for those of the whole type. */
  place: number | null;
}

export type Listener = (state: State, changes: Partial<State>) => void;

/** A part of the page that shows the state. */
export interface StateView {
  show: Listener;
}

/** What may be asked of the map by the panel, the tables and the markers. */
export interface Actions {
  openPlace(index: number): void;
  openSpot(spot: WhiteSpot): void;
  showGmina(gmina: Gmina): void;
  resize(): void;
}

/** The question, the layers shown and the place chosen; whoever listens is told when they change. */
export class Store {
  private readonly listeners: Listener[] = [];

  constructor(public state: State) {}

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  change(changes: Partial<State>): void {
    this.state = { ...this.state, ...changes };
    for (const listener of this.listeners) listener(this.state, changes);
  }
}

/** A question that has an answer: mode and level of another type may not exist for this one. */
export function fitLevels({ stored }: Pick<Model, "stored">, wanted: LevelQuestion): LevelQuestion {
  const modes = stored.modesOf(wanted.type);
  const mode = modes.includes(wanted.mode) ? wanted.mode : modes[0];
  const levels = stored.levelsOf(wanted.type, mode);
  const level = levels.includes(wanted.level) ? wanted.level : levels[Math.floor(levels.length / 2)];
  const answer = stored.answer({ ...wanted, mode, level });
  const group = wanted.group === "target" && !answer?.has_target ? "all" : wanted.group;
  return { ...wanted, mode, level, group };
}
