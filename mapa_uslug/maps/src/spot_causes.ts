// Why a white spot of the run is white, as the run found it: of what is changed here nothing is said.
import { cellAt, type Model, type Spot } from "./model";
import { asksMain, isChanged, type Asked } from "./questions";

/** Leading causes first; empty where the file has none, or where the spot is not the run's own. */
export function causesOfRun(model: Model, asked: Asked, { cells, at: [lat, lng] }: Pick<Spot, "cells" | "at">): string[] {
  const { question } = asked;
  const numbers = model.causeNumbers(question.type, question.mode);
  if (!numbers || isChanged(model, asked) || !asksMain(model, question)) return [];
  const cell = cells[0] ?? cellAt(model.cells, ...model.frame.steps({ lat, lng }));
  return model.data.spot_causes?.[(numbers[cell] ?? 0) - 1] ?? [];
}
