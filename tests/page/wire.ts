/** What comes over the wire to a page: its own bytes, and those of letters, which are for machines that have no Chinese ones, which no desk is and a test machine may be. */
import type { Page } from "playwright-core";

/** Counts on while the page loads. */
export async function bytesOverWire(page: Page): Promise<{ page: number; letters: number }> {
  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  const letters = new Set<string>();
  const bytes = { page: 0, letters: 0 };
  client.on("Network.responseReceived", ({ requestId, response }) => response.url.endsWith(".woff2") && letters.add(requestId));
  client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => (bytes[letters.has(requestId) ? "letters" : "page"] += encodedDataLength));
  return bytes;
}
