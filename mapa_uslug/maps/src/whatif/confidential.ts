// People of confidential cells, as contracts/confidential.py counts them.
import type { PackedArray } from "../unpack";

/** A hair above a half, so that the order of additions does not decide. */
const HALF = 0.5 + 1e-7;

export interface Counted {
  /** People of a group in known cells, nobody in confidential ones. */
  known: PackedArray;
  /** Of the group in all confidential cells of each gmina. */
  sums: PackedArray;
  everybody: PackedArray;
  gmina: PackedArray;
  isConfidential: PackedArray;
}

/** People of a group by cell: what a gmina's confidential cells have together goes to them by their people. */
export function spreadConfidential({ known, sums, everybody, gmina, isConfidential }: Counted): Uint32Array {
  const people = Uint32Array.from(known);
  const all = new Float64Array(sums.length);
  for (let c = 0; c < people.length; c += 1) if (isConfidential[c]) all[gmina[c]] += everybody[c];
  const [running, given] = [new Float64Array(sums.length), new Float64Array(sums.length)];
  for (let c = 0; c < people.length; c += 1) {
    const g = gmina[c];
    if (!isConfidential[c] || !all[g]) continue;
    running[g] += (everybody[c] * sums[g]) / all[g];
    const total = Math.floor(running[g] + HALF);
    people[c] = total - given[g];
    given[g] = total;
  }
  return people;
}
