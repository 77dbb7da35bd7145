// Keeps what was made last, by the identity of what it was made from.

type Key = readonly unknown[];

export class Recent<T> {
  private readonly entries: { key: Key; value: T }[] = [];

  constructor(private readonly size: number) {}

  /** The value made from a key, or a new one; keys are compared part by part. */
  get(key: Key, makeValue: () => T): T {
    const at = this.entries.findIndex((entry) => entry.key.every((part, i) => part === key[i]));
    const entry = at < 0 ? { key, value: makeValue() } : this.entries.splice(at, 1)[0];
    this.entries.unshift(entry);
    if (this.entries.length > this.size) this.entries.pop();
    return entry.value;
  }
}
