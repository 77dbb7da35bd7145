// The two maps of the page: what both hold alike stands in it once, the rest with its side.
import type { ArrayDirectory, MapData, WordTable } from "../data";
import { Model } from "../model";
import type { Pair, SideNumber } from "../pair";
import type { Arrays } from "../unpack";

export { bothOf, type Pair, type SideNumber } from "../pair";

/** The document that Python writes: see comparison.py. */
export interface ComparisonData {
  language: string;
  words: WordTable;
  shared: Partial<MapData>;
  sides: Pair<Partial<MapData>>;
  /** Of what both hold, of the first alone, of the second alone. */
  directories: readonly [ArrayDirectory, ArrayDirectory, ArrayDirectory];
}

export interface Side {
  number: SideNumber;
  data: MapData;
  arrays: Arrays;
  model: Model;
}

export function makeSides(comparison: ComparisonData, [shared, ...own]: readonly [Arrays, Arrays, Arrays]): Pair<Side> {
  const make = (number: SideNumber): Side => {
    const data = { bands: [], layers: [], way_arrays: {}, ...comparison.shared, ...comparison.sides[number] } as unknown as MapData;
    const arrays = { ...shared, ...own[number] };
    return { number, data, arrays, model: new Model(data, arrays) };
  };
  return [make(0), make(1)];
}

/** Whether it is one run twice: then it is asked two questions. */
export function isOneRun({ sides, directories }: ComparisonData): boolean {
  return [...sides, directories[1], directories[2]].every((own) => !Object.keys(own).length);
}
