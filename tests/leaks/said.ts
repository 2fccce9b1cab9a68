/** Everything that the service says: every address that can be read, with what it answers to bad requests, and its log. */
import type { App } from "../../src/server/app.ts";
import { routePermissions } from "../../src/server/routePermissions.ts";
import { unzipped } from "../reports/unzipped.ts";
import { astray } from "./fedIn.ts";

export interface Said {
  where: string;
  text: string;
}

/** Shows a record as it came, and notes who looked (docs/security.md): the only place that is meant to tell. */
const meantToTell = ["GET /api/v1/quarantine/:id"];
/** Read for its events as they come, which tell of a case its number and state alone. */
const endless = ["GET /api/v1/stream"];

export interface Asked {
  headers: Record<string, string>;
  caseIds: readonly number[];
  weeks: readonly string[];
}

export async function everythingSaid(app: App, { headers, caseIds, weeks }: Asked): Promise<Said[]> {
  const said: Said[] = [];
  for (const route of Object.keys(routePermissions).filter((each) => each.startsWith("GET ") && ![...meantToTell, ...endless].includes(each))) {
    const address = route.slice("GET ".length);
    const values = /cases\/:id/.test(address) ? caseIds.map(String) : /:week/.test(address) ? weeks : /:id/.test(address) ? ["1", "2"] : ["-"];
    for (const value of values) {
      const url = withQuery(address.replace(":week", value).replace(":id", value).replace(":period", "2026-Q4").replace(":source", "12345").replace(":externalId", "LEAK-2").replace(":year", "2026").replace(/:\w+/, "1"));
      const { statusCode, headers: answered, rawPayload } = await app.inject({ url, headers });
      if (statusCode >= 500) throw new Error(`${url} answered ${statusCode}: ${rawPayload.toString("utf8")}`);
      said.push(...textsOf(url, String(answered["content-type"] ?? ""), rawPayload));
    }
  }
  return said;
}

/** Lists as long as they come, searches for what is in them, periods that hold all. */
function withQuery(address: string): string {
  const period = "from=2026-10-26&to=2026-11-23";
  const queries: [RegExp, string][] = [
    [/\/ledger\./, `${period}&which=all`],
    [/accounting|metrics$|funnel$/, period],
    [/funnel\/cases/, `${period}&stage=accepted&limit=200`],
    [/metrics\/cases/, `${period}&metric=onTime&limit=200`],
    [/api\/v1\/cases$/, `q=${encodeURIComponent("窗口")}&limit=200`],
    [/worklist$|callbacks$|escalations$|audit$|outbox$|deliveries$|quarantine$|corrective-actions$|typical-cases$/, "limit=200"],
  ];
  const query = queries.find(([pattern]) => pattern.test(address))?.[1];
  return query === undefined ? address : `${address}?${query}`;
}

function textsOf(where: string, type: string, bytes: Buffer): Said[] {
  if (!/officedocument/.test(type)) return [{ where, text: bytes.toString("utf8") }];
  // What a spreadsheet or a document shows may be broken into runs: the marks between them are taken out.
  return [...unzipped(bytes)].flatMap(([name, text]) => [{ where: `${where}#${name}`, text }, { where: `${where}#${name} without marks`, text: text.replace(/<[^>]+>/g, "") }]);
}

/** Requests that hold personal data and are refused, in every place where a request can hold any. */
export async function refusals(app: App, { headers, key }: { headers: Record<string, string>; key: string }): Promise<Said[]> {
  const { name, phone, idNumber } = astray;
  const bearer = { authorization: `Bearer ${key}` };
  const json = "application/json";
  const requests: { method: "GET" | "POST" | "PATCH"; url: string; headers: Record<string, string>; payload?: string }[] = [
    { method: "GET", url: `/api/v1/cases?q=${phone}&state=${encodeURIComponent(name)}`, headers },
    { method: "GET", url: `/api/v1/cases?q=${idNumber}&limit=${phone}`, headers },
    { method: "GET", url: `/api/v1/cases/${phone}`, headers },
    { method: "GET", url: `/api/v1/feeds/12345/records/nobody`, headers: { ...bearer, cookie: phone } },
    { method: "GET", url: `/api/v1/cases?cursor=${phone}`, headers },
    { method: "GET", url: `/api/v1/audit?from=${idNumber}`, headers },
    { method: "POST", url: "/api/v1/auth/login", headers: { "content-type": json }, payload: JSON.stringify({ username: name, password: phone }) },
    { method: "POST", url: "/api/v1/auth/login", headers: { "content-type": json }, payload: JSON.stringify({ username: [name], password: { phone } }) },
    { method: "POST", url: "/api/v1/cases", headers, payload: JSON.stringify({ content: "", kind: name, complainant: { name: [name], phone: { phone }, idNumber: idNumber.repeat(50) } }) },
    { method: "POST", url: "/api/v1/cases", headers: { ...headers, "content-type": json }, payload: `{"content": "${name} ${phone}` },
    { method: "POST", url: "/api/v1/cases", headers: { ...headers, "content-type": `text/${phone}` }, payload: name },
    { method: "POST", url: "/api/v1/cases/1/events", headers, payload: JSON.stringify({ type: name, expectedVersion: 1, payload: { note: phone } }) },
    { method: "POST", url: "/api/v1/cases/1/events", headers, payload: JSON.stringify({ type: "comment", expectedVersion: 1, payload: { text: { phone }, [name]: idNumber } }) },
    { method: "POST", url: "/api/v1/cases/1/reveal", headers, payload: JSON.stringify({ field: name, reason: phone }) },
    { method: "POST", url: "/api/v1/feeds/110/records", headers: { ...bearer, "content-type": json }, payload: `[{"JJDBH": "${phone}", "BJRXM": "${name}"` },
    { method: "POST", url: "/api/v1/feeds/110/records", headers: { ...bearer, "content-type": json }, payload: JSON.stringify([{ JJDBH: "LEAK110-9", BJSJ: idNumber, BJRXM: { name }, LXDH: [phone], BJNR: "", JQLBDM: name }]) },
    { method: "POST", url: "/api/v1/feeds/110/records", headers: { ...bearer, "content-type": "application/xml" }, payload: `<r><BJRXM>${name}</BJRXM><LXDH>${phone}` },
    { method: "POST", url: "/api/v1/feeds/12345/records", headers: { ...bearer, "content-type": "application/x-ndjson" }, payload: `{"诉求人":"${name}","联系电话":"${phone}"\n{"来电时间":"${phone}","工单编号":"LEAK-9","诉求人":"${name}","诉求内容":"x","诉求类型":"${idNumber}"}\n` },
  ];
  const said: Said[] = [];
  for (const { payload, ...request } of requests) {
    const headersSent = payload === undefined || "content-type" in request.headers ? request.headers : { ...request.headers, "content-type": json };
    const answer = await app.inject({ ...request, headers: headersSent, ...(payload === undefined ? {} : { payload }) });
    said.push({ where: `${request.method} ${request.url.split("?")[0]} (${answer.statusCode})`, text: answer.body + JSON.stringify(answer.headers) });
  }
  return said;
}
