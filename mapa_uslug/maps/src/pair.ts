// Two of a kind: the sides of a comparison, or what was and what is.

export type Pair<Value> = readonly [first: Value, second: Value];
/** Number of a side. */
export type SideNumber = 0 | 1;

export function bothOf<Value, Result>([first, second]: Pair<Value>, act: (value: Value, number: SideNumber) => Result): Pair<Result> {
  return [act(first, 0), act(second, 1)];
}
