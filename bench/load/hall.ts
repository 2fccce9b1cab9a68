/** A process that does what a hall's people and integrations do all day, mixed: `tsx hall.ts JSON`, JSON being `HallOptions`; prints the result. */
import { play, requestBytes, type Script } from "./connections.ts";
import { line } from "./feedLines.ts";

export interface HallOptions {
  port: number;
  cookie: string;
  key: string;
  connections: number;
  seconds: number;
  /** Requests a second; as fast as possible without. */
  rate?: number | undefined;
  /** Open cases and the versions in which they stand. */
  open: { id: number; version: number }[];
  /** The newest case: pages of old ones are opened, too. */
  newestCase: number;
  /** The number of the first record to be fed. */
  firstRecord: number;
  seed: number;
}

const options = JSON.parse(process.argv[2] ?? "") as HallOptions;
let nextRecord = options.firstRecord;
const asPerson = { cookie: options.cookie };
const lists = ["/worklist?limit=50", "/worklist?step=assign&limit=50", "/worklist/counts", "/cases?limit=50", "/cases?state=handling&limit=50", "/cases?q=%E6%8E%92%E9%98%9F&limit=20", "/escalations?limit=50", "/callbacks?limit=50"];

/** 70 % reads of lists and cases, 25 % events, 5 % feeds. Each connection has cases of its own, and chance of its own. */
function person(index: number): Script {
  const cases = options.open.filter((_, place) => place % options.connections === index).map((each) => ({ ...each }));
  let state = options.seed + index * 7919 + 1;
  const chance = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  let pending: { version: number } | null = null;
  return {
    next() {
      const what = chance();
      if (what < 0.35) return requestBytes("GET", `/api/v1${lists[Math.floor(chance() * lists.length)]}`, asPerson);
      if (what < 0.7) return requestBytes("GET", `/api/v1/cases/${1 + Math.floor(chance() * options.newestCase)}`, asPerson);
      const own = cases[Math.floor(chance() * cases.length)];
      if (what < 0.95 && own !== undefined) {
        pending = own;
        return requestBytes("POST", `/api/v1/cases/${own.id}/events`, asPerson, JSON.stringify({ type: "comment", expectedVersion: own.version, payload: { note: "已电话核实，群众要求书面答复。" } }));
      }
      nextRecord += 1;
      return requestBytes("POST", "/api/v1/feeds/12345/records", { authorization: `Bearer ${options.key}` }, `[${line(nextRecord)}]`);
    },
    answered(status, body) {
      if (status !== 200) throw new Error(`${status}: ${body}`);
      if (pending !== null) pending.version += 1;
      pending = null;
    },
  };
}

console.log(JSON.stringify(await play({ port: options.port, secondsMax: options.seconds, rate: options.rate, scripts: Array.from({ length: options.connections }, (_, index) => person(index)) })));
