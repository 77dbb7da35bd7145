// What the page shows: the question, what narrows it, the plan with its history, layers, and the place chosen.
import type { Gmina, LatLng } from "./data";
import { amend, commit, redo, startHistory, undo, type History } from "./history";
import type { StateName } from "./states";
import type { Question, Spot } from "./whatif/answer";
import { NO_FILTERS, type Filters } from "./whatif/places";
import { NO_PLAN, type Plan } from "./whatif/plan";

export type LayerName =
  StateName | "white_spots" | "places" | "other_places" | "bands" | "gminas" | "extent" | "background";
/** A further layer of the data; one that is not there is not shown. */
export type FurtherName = `layer.${string}`;
/** Layers that not every page has: those of the data, and tiles from the web. */
export type OptionalName = FurtherName | "online";
export type Layers = Record<LayerName, boolean> & Partial<Record<OptionalName, boolean>>;

export interface State {
  readonly question: Question;
  readonly filters: Filters;
  /** Target group to which the list of services is narrowed; "" for no narrowing. */
  readonly audience: string;
  /** What is changed: the present of the history. */
  readonly plan: Plan;
  readonly history: History<Plan>;
  readonly layers: Layers;
  /** Id of the place whose bands are shown; null for those of the whole type. */
  readonly place: string | null;
  /** Whether the next click on the map puts a new place there. */
  readonly adding: boolean;
}

/** What may be changed from outside; a plan becomes a step of the history. */
export type Changes = Partial<Omit<State, "history">>;
export type Listener = (state: State, changes: Partial<State>) => void;

/** A part of the page that shows the state. */
export interface StateView {
  show: Listener;
}

/** What may be asked of the page by the panel, the cards, the tables and the markers. */
export interface Actions {
  openPlace(id: string): void;
  /** Several that stand at one point. */
  openPlaces(ids: string[], at: LatLng): void;
  /** Shows the travel time bands of a place. */
  showBands(id: string): void;
  openSpot(spot: Spot): void;
  /** A feature of a further layer. */
  openFeature(layer: string, index: number, at?: LatLng): void;
  /** Marks a point that was searched for. */
  showPoint(at: LatLng, name: string): void;
  /** At a point of the cell, or at its own. */
  openCell(cell: number, at?: LatLng): void;
  showGmina(gmina: Gmina): void;
  /** The map's box has changed. */
  resize(): void;
  /** On a narrow screen, where a card lies in place of other parts of the page, closes it. */
  clearSheet(): void;
  /** Closes a place, or opens it again; one that the plan opened is gone. */
  toggleClosed(id: string): void;
  /** Null takes the change back. */
  setCapacity(id: string, capacity: number | null): void;
  removeOpened(id: string): void;
  /** Puts a new place of the question's service into a populated cell. */
  addAt(cell: number): void;
}

/** Whoever listens is told of every change. */
export class Store {
  private readonly listeners: Listener[] = [];

  constructor(public state: State) {}

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  change(changes: Changes): void {
    const { plan, ...others } = changes;
    this.apply(plan && plan !== this.state.plan ? { ...others, ...present(commit(this.state.history, plan)) } : changes);
  }

  /** Changes the plan with no step of the history: its name, or what a link says. */
  amendPlan(plan: Plan): void {
    if (plan !== this.state.plan) this.apply(present(amend(this.state.history, plan)));
  }

  undo(): void {
    this.apply(present(undo(this.state.history)));
  }

  redo(): void {
    this.apply(present(redo(this.state.history)));
  }

  private apply(changes: Partial<State>): void {
    this.state = { ...this.state, ...changes };
    for (const listener of this.listeners) listener(this.state, changes);
  }
}

function present(history: History<Plan>): Pick<State, "plan" | "history"> {
  return { plan: history.present, history };
}

export function firstState(question: Question, layers: Layers, plan: Plan = NO_PLAN): State {
  return {
    question, filters: NO_FILTERS, audience: "", plan, history: startHistory(plan), layers, place: null, adding: false,
  };
}

/** Whether what people are counted from has changed: the question, the plan or what narrows the places. */
export function recounts(changes: Partial<State>): boolean {
  return Boolean(changes.question || changes.plan || changes.filters);
}
