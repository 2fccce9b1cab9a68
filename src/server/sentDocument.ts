/** How a printed document leaves the server: a page under its own content policy, a file under its Chinese name. */
import type { FastifyReply } from "fastify";
import { pagePolicy } from "./pagePolicy.ts";

export const mediaTypes = {
  html: "text/html; charset=utf-8",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;
export type DocumentFormat = keyof typeof mediaTypes;

export function sent(reply: FastifyReply, document: string | Buffer, format: DocumentFormat, name: string): FastifyReply {
  void reply.type(mediaTypes[format]).serializer((payload: string) => payload);
  if (typeof document === "string") void reply.header("content-security-policy", pagePolicy(document));
  else void reply.header("content-disposition", `attachment; filename="huiyin.${format}"; filename*=UTF-8''${encodeURIComponent(name)}.${format}`);
  return reply.send(document);
}
