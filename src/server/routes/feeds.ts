/** Feed records in. The body stays bytes: the intake reads it, so that one bad record never blocks the others. */
import type { FastifyRequest } from "fastify";
import type { IncomingMessage } from "node:http";
import Type from "typebox";
import type { App, RouteDeps } from "../app.ts";
import { callerOf } from "../auth.ts";
import { RecordsQuery, RecordsResponse, SourceParams } from "../contract/feeds.ts";
import { Refusal } from "../errors.ts";
import { FeedResults } from "../feedResults.ts";
import { answers } from "../openapi.ts";
import type { FeedFormat } from "../ports.ts";

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const formats: Record<string, FeedFormat> = {
  "application/json": "json",
  "application/x-ndjson": "ndjson",
  "application/ndjson": "ndjson",
  "application/xml": "xml",
  "text/xml": "xml",
  "text/csv": "csv",
  "text/tab-separated-values": "csv",
  [xlsx]: "xlsx",
};
const FeedRecord = Type.Record(Type.String(), Type.Unknown(), { description: "One record, with the fields of the source's profile" });

export function feedRoutes(app: App, { ports, limits, now }: RouteDeps): void {
  app.removeAllContentTypeParsers();
  for (const [type, format] of Object.entries(formats)) {
    if (format === "ndjson") app.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
    else
      app.addContentTypeParser(type, { parseAs: "buffer", bodyLimit: limits.feedBodyBytesMax }, (_request, body, done) => done(null, body));
  }

  app.post(
    "/feeds/:source/records",
    {
      schema: {
        summary: "推送记录",
        description:
          `A JSON, XML, CSV or XLSX body holds at most ${limits.feedRecordsMax} records; NDJSON is streamed and may be of any length. ` +
          "Where the profile requires signatures, the headers webhook-id, webhook-timestamp and webhook-signature of Standard Webhooks are asked for.",
        tags: ["feeds"],
        params: SourceParams,
        querystring: RecordsQuery,
        response: answers({ 200: RecordsResponse }),
      },
      config: {
        documentedBodies: {
          "application/json": Type.Union([FeedRecord, Type.Array(FeedRecord, { maxItems: limits.feedRecordsMax })]),
          "application/x-ndjson": Type.String({ description: "One JSON object a line" }),
          "application/xml": Type.String(),
          "text/csv": Type.String(),
          "text/tab-separated-values": Type.String(),
          [xlsx]: Type.String({ contentEncoding: "binary" }),
        },
      },
    },
    async (request, reply) => {
      const format = formatOf(request);
      const results = new FeedResults(request.query.results);
      const { actor } = callerOf(request);
      const counts = await ports.feeds.take({
        source: request.params.source,
        profileName: request.query.profile,
        body: bodyOf(request.body, request.raw),
        format,
        recordsMax: format === "ndjson" ? undefined : limits.feedRecordsMax,
        sender: actor.id,
        senderName: actor.name,
        signature: signatureOf(request),
        at: now(),
        onResults: results.add,
      });
      const { bytes, stream } = results.answer(counts);
      return reply.type("application/json; charset=utf-8").header("content-length", bytes).send(stream as never);
    },
  );
}

function formatOf(request: FastifyRequest): FeedFormat {
  const format = formats[(request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? ""];
  if (!format)
    throw new Refusal(415, "unsupported-media-type", `推送记录请用 application/json、application/x-ndjson、application/xml、text/csv 或 ${xlsx}。`);
  return format;
}

function signatureOf({ headers }: FastifyRequest) {
  const text = (name: string) => {
    const value = headers[name];
    return typeof value === "string" ? value : undefined;
  };
  return { id: text("webhook-id"), timestamp: text("webhook-timestamp"), signature: text("webhook-signature") };
}

function bodyOf(body: unknown, raw: IncomingMessage): Uint8Array | AsyncIterable<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  return (body ?? raw) as AsyncIterable<Uint8Array>;
}
