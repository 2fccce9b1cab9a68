/** A row of the speed table: what is measured, its bar, and what came out. */
export interface Row {
  name: string;
  what: string;
  bar: string;
  measure(options: { runs: number }): Promise<Measured[]>;
}

export interface Measured {
  /** What of the row it is, where it has several lines. */
  of: string;
  /** The floor, or the smaller store; empty where the bar is a plain figure. */
  beside: string;
  product: string;
  /** What is held against the bar. */
  figure: string;
  met: boolean;
  /** Every run, for the JSON. */
  raw: Record<string, readonly number[]>;
}

export interface Series {
  median: number;
  least: number;
  most: number;
}

export function seriesOf(values: readonly number[]): Series {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, least: sorted[0] ?? Number.NaN, most: sorted.at(-1) ?? Number.NaN };
}

/** `4,961 (4,500–5,300)` */
export function spread(values: readonly number[], digits = 0): string {
  const { median, least, most } = seriesOf(values);
  const text = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: digits, minimumFractionDigits: digits });
  return values.length === 1 ? text(median) : `${text(median)} (${text(least)}–${text(most)})`;
}

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** Runs of both sides taken in turn, so that what disturbs the machine disturbs both. */
export async function alternating<One, Other>(runs: number, one: () => Promise<One>, other: () => Promise<Other>): Promise<[One[], Other[]]> {
  const [ones, others]: [One[], Other[]] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    ones.push(await one());
    others.push(await other());
  }
  return [ones, others];
}
