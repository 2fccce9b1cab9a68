/** Files uploaded by staff: looked at first, field by field, and then taken as the source's own delivery would be. */
import multipart, { type MultipartFile } from "@fastify/multipart";
import Type from "typebox";
import type { App, RouteDeps } from "../app.ts";
import { callerOf } from "../auth.ts";
import { FileQuery, RecordsResponse, SourceParams } from "../contract/feeds.ts";
import { Refusal } from "../errors.ts";
import { FeedResults } from "../feedResults.ts";
import { answers } from "../openapi.ts";
import type { FeedFormat } from "../ports.ts";
import { uploadedFile } from "../uploadedFile.ts";

const formatsByEnding: Record<string, FeedFormat> = { json: "json", ndjson: "ndjson", jsonl: "ndjson", csv: "csv", tsv: "csv", xlsx: "xlsx", xml: "xml" };
const formBody = { "multipart/form-data": Type.Object({ file: Type.String({ contentEncoding: "binary" }) }) };

export async function feedFileRoutes(app: App, { ports, limits, now }: RouteDeps): Promise<void> {
  await app.register(multipart, { limits: { files: 1, fields: 4, fieldSize: 1000, parts: 5, fileSize: limits.uploadBytesMax + 1 } });

  app.post(
    "/feeds/:source/files",
    {
      bodyLimit: limits.uploadBytesMax + 64 * 1024,
      schema: {
        summary: "上传文件",
        description: "One file in multipart/form-data: XLSX, CSV, JSON, NDJSON or XML. Taken record by record, as a delivery of the source.",
        tags: ["feeds"],
        params: SourceParams,
        querystring: FileQuery,
        response: answers({ 200: RecordsResponse }),
      },
      config: { documentedBodies: formBody },
    },
    async (request, reply) => {
      const { body, format } = await fileOf(await request.file(), limits.uploadBytesMax);
      const results = new FeedResults(request.query.results);
      const { actor } = callerOf(request);
      const { profile: profileName } = request.query;
      const { source } = request.params;
      const counts = await ports.feeds.take({ source, profileName, body, format, sender: actor.id, senderName: actor.name, at: now(), onResults: results.add });
      const { bytes, stream } = results.answer(counts);
      return reply.type("application/json; charset=utf-8").header("content-length", bytes).send(stream as never);
    },
  );

  app.post(
    "/feeds/:source/files/check",
    {
      bodyLimit: limits.uploadBytesMax + 64 * 1024,
      schema: {
        summary: "预览文件",
        description: "What would be read of the file, field by field, and what would be quarantined; changes nothing.",
        tags: ["feeds"],
        params: SourceParams,
        querystring: FileQuery,
        response: answers({ 200: Type.Object({}, { additionalProperties: true }) }),
      },
      config: { documentedBodies: formBody },
    },
    async (request) => {
      const { body, format } = await fileOf(await request.file(), limits.uploadBytesMax);
      return ports.feeds.check({ source: request.params.source, profileName: request.query.profile, body, format });
    },
  );
}

async function fileOf(file: MultipartFile | undefined, bytesMax: number): Promise<{ body: Uint8Array; format: FeedFormat }> {
  const ending = /\.([a-z]+)$/.exec(file?.filename.trim().toLowerCase() ?? "")?.[1] ?? "";
  const format = Object.hasOwn(formatsByEnding, ending) ? formatsByEnding[ending] : undefined;
  if (file !== undefined && format === undefined) throw new Refusal(415, "file-format-unknown", "无法从文件名判断格式，请使用 .xlsx、.csv、.json、.ndjson 或 .xml。");
  const { bytes } = await uploadedFile(file, bytesMax, `文件不能超过 ${bytesMax} 字节；更大的文件请放入投递文件夹，或用 huiyin import 导入。`);
  return { body: bytes, format: format as FeedFormat };
}
