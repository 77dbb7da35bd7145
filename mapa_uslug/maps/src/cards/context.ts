// What every card is made from.
import type { Model } from "../model";
import type { Actions, State } from "../store";
import type { Words } from "../words";

/** What a card tells of. */
export type Subject =
  | { kind: "place"; id: string }
  /** Places that stand at one point. */
  | { kind: "places"; ids: string[] }
  | { kind: "cell"; cell: number }
  /** The white spot that holds a cell; `index` is that of a stored spot, whose cells are not known. */
  | { kind: "spot"; cell: number; index: number; isAtCell: boolean }
  | { kind: "feature"; layer: string; index: number };

export interface CardContext {
  model: Model;
  words: Words;
  state: State;
  actions: Actions;
}
