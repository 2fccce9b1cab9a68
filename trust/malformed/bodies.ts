/** Bodies that nobody ought to send: files of every format spoilt as bytes, records with impossible values, events that are none. The same for the same chance. */
import type { Chance } from "../../src/cli/simulation/random.ts";
import type { Format } from "../../src/ingest/decode.ts";
import { eventTypes } from "../../src/machines/events.ts";
import { badInputs } from "../../tests/ingest/badInputs.ts";
import { spoils, spoilt } from "../../tests/ingest/spoils.ts";

export interface Malformed {
  path: string;
  as: "key" | "person";
  type: string;
  body: Buffer;
}

/** Longer ones are sent once, as they are. */
const seedBytesMax = 20_000;
const types: Record<Format, string> = { json: "application/json", ndjson: "application/x-ndjson", xml: "application/xml", csv: "text/csv", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };
const sources = ["110", "12345", "petition"] as const;

/** Every known bad input once: entity bombs, zip bombs and fields of ten megabytes among them. */
export async function knownBodies(): Promise<Malformed[]> {
  return Promise.all(badInputs.map(async ({ bytes, format }) => ({ path: "/feeds/110/records", as: "key" as const, type: types[format], body: await bytes() })));
}

/** @param known as `knownBodies` gives them; they are spoilt further. */
export function malformedBody(known: readonly Malformed[], chance: Chance): Malformed {
  return chance.weighted([
    [() => spoiltFile(known, chance), 60],
    [() => oddRecords(chance), 25],
    [() => oddEvent(chance), 15],
  ])();
}

function spoiltFile(known: readonly Malformed[], chance: Chance): Malformed {
  const small = known.filter(({ body }) => body.length < seedBytesMax);
  const { type, body } = chance.pick(small);
  const changes = Array.from({ length: chance.whole(1, 3) }, () => ({ name: chance.pick(Object.keys(spoils)), at: chance.whole(0, 100_000), byte: chance.whole(0, 255), other: chance.whole(0, 1000) }));
  const given = spoilt(body, changes, small.map((each) => each.body));
  return { path: `/feeds/${chance.pick(sources)}/records`, as: "key", type: chance.happens(0.8) ? type : chance.pick(Object.values(types)), body: given };
}

const names = ["JJDBH", "BJSJ", "BJRXM", "LXDH", "BJNR", "JQLBDM", "GXSJ", "CZLX", "BJRZJHM", "工单编号", "来电时间", "诉求内容", "诉求类型", "办理时限", "XFJBH", "XFRQ", "GKXX", "XFRS", "__proto__", "constructor", ""] as const;

/** As JSON source, because some of them are nothing that a program would write. */
const values: readonly ((chance: Chance) => string)[] = [
  () => "null",
  () => '""',
  () => "[]",
  () => "{}",
  () => "true",
  () => '"\\u0000"',
  () => '"\\ud800"',
  () => '"\\udfff\\ud800"',
  () => "1e999",
  () => "-0",
  () => "12345678901234567890",
  () => '"=cmd|\' /C calc\'!A0"',
  () => '"<script>alert(1)</script>"',
  () => "\"'; drop table cases; --\"",
  () => '"٢٠٢٦"',
  (chance) => `"${"长".repeat(chance.whole(1, 5_000))}"`,
  (chance) => `"${chance.whole(0, 9999)}${chance.pick(["0231", "1332", "0000", "1116"])}${chance.whole(0, 999_999)}"`,
  (chance) => "[".repeat(chance.whole(1, 300)) + "]".repeat(chance.whole(1, 300)),
  (chance) => `{"a":{"b":[${chance.whole(-5, 5)},"x"]}}`,
  () => '"20261116094512"',
  () => '"2026-11-16 09:45:12"',
  () => '"810300"',
  () => '"投诉"',
  (chance) => `"X${chance.whole(1, 400)}"`,
];

const value = (chance: Chance): string => chance.pick(values)(chance);
const oddRecord = (chance: Chance): string => `{${Array.from({ length: chance.whole(0, 9) }, () => `${JSON.stringify(chance.pick(names))}:${value(chance)}`).join(",")}}`;

function oddRecords(chance: Chance): Malformed {
  const records = Array.from({ length: chance.whole(1, 6) }, () => oddRecord(chance));
  const isStream = chance.happens(0.5);
  return { path: `/feeds/${chance.pick(sources)}/records`, as: "key", type: isStream ? types.ndjson : types.json, body: Buffer.from(isStream ? records.join("\n") : `[${records.join(",")}]`) };
}

const fields = ["type", "expectedVersion", "payload", "reason", "note", "unitId", "days", "level", "channel", "connected", "rating", "caseId", "primaryId", "until"] as const;

function oddEvent(chance: Chance): Malformed {
  const payload = `{${Array.from({ length: chance.whole(0, 4) }, () => `${JSON.stringify(chance.pick(fields))}:${value(chance)}`).join(",")}}`;
  const whole = `{"type":${chance.happens(0.8) ? `"${chance.pick(eventTypes)}"` : value(chance)},"expectedVersion":${chance.happens(0.7) ? chance.whole(1, 40) : value(chance)},"payload":${chance.happens(0.8) ? payload : value(chance)}}`;
  const body = chance.happens(0.2) ? whole.slice(0, chance.whole(0, whole.length)) : whole;
  const id = chance.weighted([[() => String(chance.whole(1, 30)), 8], [() => "0", 1], [() => "99999999999999999999", 1], [() => "-1", 1], [() => "%00", 1], [() => "1e3", 1]])();
  return { path: `/cases/${id}/events`, as: "person", type: chance.happens(0.95) ? types.json : chance.pick(Object.values(types)), body: Buffer.from(body) };
}
