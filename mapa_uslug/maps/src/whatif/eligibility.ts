// Whose services count for whom; the same rules as coverage/eligibility.py.
import type { Sharing } from "./data";

/** What a place says of whom it serves. */
export interface Reach {
  /** Code of the gmina that runs it. */
  seat: string;
  /** Codes of the gminas served; empty when no limit is declared. */
  territory: readonly string[];
  /** Whether people of other gminas may use it. */
  isOpen: boolean;
}

/** Steps are or-ed with it, and then nobody can get there. */
const BARRED = 255;

/**
 * A byte for each place and gmina (places x gminas): 0 where the gmina's people may use the place, 255 where not.
 * A declared territory always holds; without one, what comes to people serves its own gmina.
 */
export function findBarred(
  places: readonly Reach[],
  gminas: readonly string[],
  sharing: Sharing,
  isAtHome: boolean,
): Uint8Array {
  const barred = new Uint8Array(places.length * gminas.length);
  const shares = makeSharing(gminas, sharing);
  places.forEach(({ seat, territory, isOpen }, p) => {
    const declared = territory.length ? new Set(territory) : null;
    for (let g = 0; g < gminas.length; g += 1) {
      const reaches = declared ? declared.has(gminas[g]) : gminas[g] === seat || (isOpen && !isAtHome);
      if (!reaches || !shares(g, seat)) barred[p * gminas.length + g] = BARRED;
    }
  });
  return barred;
}

function makeSharing(gminas: readonly string[], sharing: Sharing): (gmina: number, seat: string) => boolean {
  if (sharing.regime === "open") return () => true;
  if (sharing.regime === "own") return (g, seat) => gminas[g] === seat;
  const groups = sharing.groups.map((codes) => new Set(codes));
  return (g, seat) => gminas[g] === seat || groups.some((codes) => codes.has(gminas[g]) && codes.has(seat));
}
