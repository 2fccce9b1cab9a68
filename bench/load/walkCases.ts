/** A process that walks cases through their first days: `tsx walkCases.ts JSON`, JSON being `WalkOptions`; prints the result. */
import { caseWalk } from "./caseWalk.ts";
import { play, requestBytes, type Script } from "./connections.ts";

export interface WalkOptions {
  port: number;
  cookie: string;
  connections: number;
  secondsMax: number;
  warmUpSeconds?: number;
  unitId: number;
  firstCase: number;
  lastCase: number;
  /** The service will be killed in the middle; told is then the newest version of each case that was acknowledged. */
  untilKilled?: boolean;
}

const options = JSON.parse(process.argv[2] ?? "") as WalkOptions;
const walk = caseWalk(options.unitId);
let nextCase = options.firstCase;

const acknowledged: Record<number, number> = {};

/** Each connection takes case after case, so that no two work on one. */
function walker(): Script {
  let caseId = 0;
  let done = walk.length;
  return {
    next() {
      if (done === walk.length) {
        if (nextCase > options.lastCase) return null;
        caseId = nextCase;
        nextCase += 1;
        done = 0;
      }
      const body = JSON.stringify({ ...walk[done], expectedVersion: done + 1 });
      return requestBytes("POST", `/api/v1/cases/${caseId}/events`, { cookie: options.cookie }, body);
    },
    answered(status, body) {
      if (status !== 200) throw new Error(`${status}: ${body}`);
      done += 1;
      if (options.untilKilled) acknowledged[caseId] = done + 1;
    },
  };
}

const result = await play({ port: options.port, secondsMax: options.secondsMax, warmUpSeconds: options.warmUpSeconds ?? 0, mayBreak: options.untilKilled ?? false, scripts: Array.from({ length: options.connections }, walker) });
console.log(JSON.stringify(options.untilKilled ? { ...result, acknowledged } : result));
