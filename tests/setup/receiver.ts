/** A receiver of webhooks as a source's platform runs one: real HTTP on a port of its own, which can be down, slow, broken or fussy. */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Receiver {
  url: string;
  /** Everything that arrived, whatever it was answered with. */
  received: Received[];
  /** What it answers from now on; `hang` answers never. */
  behave(how: { status?: number; body?: string; headers?: Record<string, string>; hang?: boolean }): void;
  /** Closes the port: connections are refused. */
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let how: Parameters<Receiver["behave"]>[0] = {};
  let server: Server | null = null;
  let port = 0;
  const comeUp = () =>
    new Promise<void>((resolve) => {
      server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
          received.push({ headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
          if (how.hang) return;
          response.writeHead(how.status ?? 200, { "content-type": "application/json", ...how.headers }).end(how.body ?? "{}");
        });
      });
      server.listen(port, "127.0.0.1", () => {
        port = (server?.address() as AddressInfo).port;
        resolve();
      });
    });
  const goDown = () =>
    new Promise<void>((resolve) => {
      server?.closeAllConnections();
      server?.close(() => resolve());
    });
  await comeUp();
  onTestFinished(goDown);
  return { url: `http://127.0.0.1:${port}/answers`, received, behave: (next) => void (how = next), goDown, comeUp };
}
