/** What was worked out of late, by a key that says everything it depends on; the oldest is forgotten first. */
export class Recent<Value> {
  readonly #known = new Map<string, Value>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  of(key: string, workOut: () => Value): Value {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const value = workOut();
    if (this.#known.size >= this.#most) for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      break;
    }
    this.#known.set(key, value);
    return value;
  }
}
