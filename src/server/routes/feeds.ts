/** Feed records in. The body stays bytes: the intake reads it, so that one bad record never blocks the others. */
import type { FastifyRequest } from "fastify";
import type { IncomingMessage } from "node:http";
import Type from "typebox";
import type { App, RouteDeps } from "../app.ts";
import { callerOf } from "../auth.ts";
import { RecordsQuery, RecordsResponse, SourceParams } from "../contract/feeds.ts";
import { Refusal } from "../errors.ts";
import { answers } from "../openapi.ts";
import type { FeedContentType } from "../ports.ts";

const contentTypes: Record<string, FeedContentType> = {
  "application/json": "application/json",
  "application/x-ndjson": "application/x-ndjson",
  "application/xml": "application/xml",
  "text/xml": "application/xml",
  "text/csv": "text/csv",
};
const FeedRecord = Type.Record(Type.String(), Type.Unknown(), { description: "One record, with the fields of the source's profile" });

export function feedRoutes(app: App, { ports, limits, now }: RouteDeps): void {
  app.removeAllContentTypeParsers();
  for (const type of Object.keys(contentTypes)) {
    if (type === "application/x-ndjson") app.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
    else
      app.addContentTypeParser(type, { parseAs: "buffer", bodyLimit: limits.feedBodyBytesMax }, (_request, body, done) => done(null, body));
  }

  app.post(
    "/feeds/:source/records",
    {
      schema: {
        summary: "推送记录",
        description: `A JSON, XML or CSV body holds at most ${limits.feedRecordsMax} records; NDJSON is streamed and may be of any length.`,
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
        },
      },
    },
    async (request) => {
      const contentType = contentTypeOf(request);
      return ports.feeds.take({
        source: request.params.source,
        profileName: request.query.profile,
        body: bodyOf(request.body, request.raw),
        contentType,
        recordsMax: contentType === "application/x-ndjson" ? undefined : limits.feedRecordsMax,
        sender: callerOf(request).actor.id,
        at: now(),
      });
    },
  );
}

function contentTypeOf(request: FastifyRequest): FeedContentType {
  const type = contentTypes[(request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? ""];
  if (!type)
    throw new Refusal(415, "unsupported-media-type", "推送记录请用 application/json、application/x-ndjson、application/xml 或 text/csv。");
  return type;
}

function bodyOf(body: unknown, raw: IncomingMessage): Uint8Array | AsyncIterable<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  return (body ?? raw) as AsyncIterable<Uint8Array>;
}
