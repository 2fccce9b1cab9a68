/** A row of the reliability table: what is shown, its bar, and what came out. */
export interface Row {
  name: string;
  what: string;
  bar: string;
  show(options: ShowOptions): Promise<Shown>;
}

export interface ShowOptions {
  /** How often, or how many: kills, bodies, events. The row's own full number where it is not given. */
  runs: number | undefined;
  seed: number;
}

export interface Shown {
  /** What was counted, in one line. */
  figure: string;
  /** What did not hold; empty when the bar is met. */
  faults: readonly string[];
}

export const inThousands = (count: number): string => count.toLocaleString("en-US");
