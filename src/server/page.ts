/** The page: its files as they were built, and for every address that is the page's own its one document, with a content policy that lets nothing foreign run. */
import fastifyStatic from "@fastify/static";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { App } from "./app.ts";

/** Where the build left room for a one-time number (vite.config.ts). */
const nonceMark = /__NONCE__/g;

/**
 * Registers the files under /assets; what it returns sends the document.
 * @param folder with index.html and assets/
 */
export async function registerPage(app: App, folder: string): Promise<PageSender> {
  const document = readFileSync(join(folder, "index.html"), "utf8");
  // Their names hold a hash of what is in them: what has once been loaded is never asked for again.
  await app.register(fastifyStatic, {
    root: join(folder, "assets"),
    prefix: "/assets/",
    decorateReply: false,
    preCompressed: true,
    index: false,
    cacheControl: false,
    setHeaders: (response) => void response.header("cache-control", "public, max-age=31536000, immutable"),
  });
  return (reply) => {
    const nonce = randomBytes(16).toString("base64");
    return reply
      .code(200)
      .header("content-security-policy", policyWith(nonce))
      .type("text/html; charset=utf-8")
      .send(document.replace(nonceMark, nonce));
  };
}

export type PageSender = (reply: FastifyReply) => FastifyReply;

/** A browser that goes to an address of the page's own: everything but the interfaces. */
export function asksForPage(request: FastifyRequest): boolean {
  const isRead = request.method === "GET" || request.method === "HEAD";
  return isRead && !/^\/(api|assets)(\/|$)/.test(request.url.split("?")[0] ?? "") && (request.headers.accept ?? "").includes("text/html");
}

/** The components' styles are written while they run, and carry the answer's own number; scripts come from our files alone. */
const policyWith = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "media-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
