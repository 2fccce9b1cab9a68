/** Counts wrong keys by address and minute, so that neither the log's reader nor the audit trail drowns in them. Guessing 256 bits is hopeless anyway. */
import { millisOf } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";

const windowMillis = 60_000;
const addressesMax = 10_000;

export class WrongKeys {
  readonly #perMinuteMax: number;
  readonly #byAddress = new Map<string, { since: number; count: number }>();

  constructor(perMinuteMax: number) {
    this.#perMinuteMax = perMinuteMax;
  }

  /** @returns `first` of a minute, `counted`, `last` that is answered as a wrong key, or how many seconds there will be no such answer. */
  add(address: string, at: Instant): "first" | "counted" | "last" | { secondsLeft: number } {
    const now = millisOf(at);
    const known = this.#byAddress.get(address);
    if (known === undefined || now - known.since >= windowMillis) {
      // The oldest goes first: a map keeps the order in which its entries came.
      this.#byAddress.delete(address);
      if (this.#byAddress.size >= addressesMax) this.#byAddress.delete(this.#byAddress.keys().next().value ?? "");
      this.#byAddress.set(address, { since: now, count: 1 });
      return "first";
    }
    known.count += 1;
    if (known.count > this.#perMinuteMax) return { secondsLeft: Math.ceil((known.since + windowMillis - now) / 1000) };
    return known.count === this.#perMinuteMax ? "last" : "counted";
  }
}
