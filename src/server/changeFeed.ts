/** Follows what changes in the store for all pages that are open: one look a second while anybody listens, none otherwise. */
import { changesAfter, newestChange, type ChangeRow } from "../store/changes.ts";
import type { Reader } from "../store/store.ts";

const beatMillis = 1000;
const changesPerBeat = 1000;
/** Ids within this distance may still be committed out of order. */
const lookBack = 200;

export type Listener = (change: ChangeRow) => void;

export class ChangeFeed {
  private readonly read: Reader;
  private readonly onFailure: (error: unknown) => void;
  private readonly listeners = new Set<Listener>();
  private readonly seen = new Set<number>();
  private last = 0;
  private beat: NodeJS.Timeout | null = null;
  private isLooking = false;

  constructor(read: Reader, onFailure: (error: unknown) => void) {
    this.read = read;
    this.onFailure = onFailure;
  }

  /** @returns what ends the listening. Everything from now on is told, once. */
  async listen(listener: Listener): Promise<() => void> {
    if (this.listeners.size === 0 && this.beat === null) {
      this.last = await newestChange(this.read);
      this.seen.clear();
      for (const { id } of await changesAfter(this.read, this.last - lookBack, lookBack)) this.seen.add(id);
      this.beat ??= setInterval(() => void this.look(), beatMillis).unref();
    }
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  }

  stop(): void {
    if (this.beat !== null) clearInterval(this.beat);
    this.beat = null;
  }

  /** Also called by tests, which do not wait. */
  async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      const found = (await changesAfter(this.read, this.last - lookBack, changesPerBeat)).filter(({ id }) => !this.seen.has(id));
      for (const change of found) {
        this.seen.add(change.id);
        this.last = Math.max(this.last, change.id);
        for (const listener of this.listeners) listener(change);
      }
      for (const id of this.seen) if (id <= this.last - lookBack) this.seen.delete(id);
    } catch (error) {
      this.onFailure(error);
    } finally {
      this.isLooking = false;
    }
  }
}
