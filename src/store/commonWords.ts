/** How common each pair of characters is in this hall's own complaints: what every case here says must not make two of them look alike. */
import { usualFrequency } from "../rules/commonPairs.ts";
import { beginningOf, partsOf, type DocumentFrequency } from "../rules/textSimilarity.ts";
import type { Reader } from "./store.ts";

const casesReadMax = 2_000;
/** Fewer cases say nothing certain about what is common. */
const casesMin = 300;
/** Read anew after so many new cases. */
const casesBetween = 500;
const textLengthMax = 2_000;

interface Known {
  newestId: number;
  frequency: DocumentFrequency;
}
const knownOf = new WeakMap<Reader, Known>();

/** Of the newest cases, together with what is common in complaints anywhere. */
export async function commonWords(read: Reader): Promise<DocumentFrequency> {
  const newest = await read.selectFrom("cases").select(({ fn }) => fn.max("id").as("id")).executeTakeFirst();
  const newestId = Number(newest?.id ?? 0);
  const known = knownOf.get(read);
  if (known !== undefined && newestId - known.newestId < casesBetween) return known.frequency;
  const frequency = await frequencyIn(read);
  knownOf.set(read, { newestId, frequency });
  return frequency;
}

async function frequencyIn(read: Reader): Promise<DocumentFrequency> {
  const rows = await read.selectFrom("cases").select(["title", "content"]).orderBy("id", "desc").limit(casesReadMax).execute();
  if (rows.length < casesMin) return usualFrequency;
  const counts = new Map<string, number>();
  for (const { title, content } of rows) for (const pair of pairsOf(`${title ?? ""}\n${beginningOf(content, textLengthMax)}`)) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  return (pair) => {
    const count = counts.get(pair);
    const usual = usualFrequency(pair);
    // One or two cases are no custom; there the usual share, or not knowing, says more.
    return count === undefined || count < 3 ? usual : Math.max(count / rows.length, usual ?? 0);
  };
}

function pairsOf(text: string): Set<string> {
  const pairs = new Set<string>();
  for (const part of partsOf(text)) {
    const characters = [...part];
    for (let at = 0; at + 1 < characters.length; at += 1) pairs.add(`${characters[at]}${characters[at + 1]}`);
  }
  return pairs;
}
