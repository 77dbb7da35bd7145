// Table of a further layer: its features, with a column for each term that any of them gives.
import { FACT_LENGTH, factText } from "../cards/feature";
import type { FurtherLayer, LayerFeature } from "../data";
import { tame } from "../dom";
import { nameCell, type TableContext } from "./context";
import type { Column, TableData } from "./table";

/** Letters of a fact that a row shows; its card and the file give all. */
const SHOWN = 200;

export function furtherTable({ words, actions }: TableContext, layer: FurtherLayer): TableData<LayerFeature> {
  const terms = [...new Set(layer.features.flatMap((feature) => feature.facts.map(([term]) => term)))];
  const valueOf = (feature: LayerFeature, term: string) => feature.facts.find(([name]) => name === term)?.[1] ?? null;
  const columns: Column<LayerFeature>[] = [
    {
      head: words.say("feature"),
      cell: (feature) => nameCell(words, tame(feature.title, 120), () => actions.openFeature(layer.key, layer.features.indexOf(feature))),
    },
    ...terms.map((term): Column<LayerFeature> => ({
      head: tame(term, 80),
      isNumber: layer.features.every((feature) => typeof (valueOf(feature, term) ?? 0) === "number"),
      cell: (feature) => {
        const value = valueOf(feature, term);
        return { value: typeof value === "string" ? tame(value, FACT_LENGTH) : value, shown: value === null ? "–" : factText(value, words, SHOWN) };
      },
    })),
  ];
  return { name: tame(layer.title, 60), rows: layer.features, columns, none: words.say("no_features") };
}
