/** Plays HTTP/1.1 requests over kept connections as fast as the other side answers, or at a given rate; tells how long each took. */
import { connect } from "node:net";

/** One request after another of one connection; null when it has no more. */
export interface Script {
  next(): Buffer | null;
  /** @param body only where `wantsBodies` */
  answered(status: number, body: string): void;
}

export interface LoadResult {
  answers: number;
  seconds: number;
  answersPerSecond: number;
  /** By status. */
  statuses: Record<string, number>;
  millisP50: number;
  millisP99: number;
  millisMax: number;
}

export interface LoadOptions {
  port: number;
  scripts: readonly Script[];
  secondsMax: number;
  /** Answers of the first seconds count for nothing: a service runs for months, and its first second is spent on compiling. None where absent. */
  warmUpSeconds?: number;
  /** Requests a second over all connections; as fast as possible without. Times then count from when a request was due, so that none hides behind a slow one. */
  rate?: number | undefined;
  wantsBodies?: boolean;
  /** Whether the other side may go away in the middle: the connections then end, and what was answered counts. */
  mayBreak?: boolean;
}

export async function play({ port, scripts, secondsMax, warmUpSeconds = 0, rate, wantsBodies = false, mayBreak = false }: LoadOptions): Promise<LoadResult> {
  const times: number[] = [];
  const statuses: Record<string, number> = {};
  const begun = performance.now();
  const counted = begun + warmUpSeconds * 1000;
  const until = counted + secondsMax * 1000;
  await Promise.all(scripts.map((script, index) => new Promise<void>((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let from = 0;
    let turn = 0;
    let pending = Buffer.alloc(0);
    const send = () => {
      const request = performance.now() < until ? script.next() : null;
      if (request === null) {
        socket.end();
        resolve();
        return;
      }
      if (rate === undefined) {
        from = performance.now();
        socket.write(request);
        return;
      }
      // Each connection has its own turns, so that all together make the rate.
      const due = begun + ((turn * scripts.length + index) * 1000) / rate;
      turn += 1;
      from = due;
      const wait = due - performance.now();
      if (wait <= 0) socket.write(request);
      else setTimeout(() => socket.write(request), wait);
    };
    socket.on("error", (error) => (mayBreak ? resolve() : reject(error)));
    socket.on("close", () => (mayBreak ? resolve() : reject(new Error("the connection was closed"))));
    socket.on("connect", send);
    socket.on("data", (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const answer = readAnswer(pending, wantsBodies);
      if (answer === null) return;
      pending = pending.subarray(answer.length);
      const now = performance.now();
      if (now >= counted) {
        times.push(now - from);
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      }
      script.answered(answer.status, answer.body);
      send();
    });
  })));
  const seconds = (performance.now() - counted) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number) => round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  return { answers: times.length, seconds: round(seconds), answersPerSecond: Math.round(times.length / seconds), statuses, millisP50: at(0.5), millisP99: at(0.99), millisMax: at(1) };
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** The first answer in the bytes; null until it is whole. Answers tell their length, or come in pieces. */
function readAnswer(bytes: Buffer, wantsBody: boolean): { status: number; length: number; body: string } | null {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const head = bytes.toString("latin1", 0, end);
  const status = Number(head.slice(9, 12));
  const told = /\r\ncontent-length: (\d+)/i.exec(head);
  if (told !== null) {
    const length = end + 4 + Number(told[1]);
    return bytes.length < length ? null : { status, length, body: wantsBody ? bytes.toString("utf8", end + 4, length) : "" };
  }
  if (/\r\ntransfer-encoding: chunked/i.test(head)) {
    const last = bytes.indexOf("\r\n0\r\n\r\n", end + 2);
    return last < 0 ? null : { status, length: last + 7, body: wantsBody ? bytes.toString("utf8", end + 4, last) : "" };
  }
  return { status, length: end + 4, body: "" };
}

export function requestBytes(method: string, path: string, headers: Readonly<Record<string, string>>, body?: string): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, "host: 127.0.0.1", ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  if (body !== undefined) lines.push("content-type: application/json", `content-length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body ?? ""}`);
}
