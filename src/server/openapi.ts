/** OpenAPI 3.1 of every route, from the schemas that validate it. */
import swagger from "@fastify/swagger";
import type { FastifySchema } from "fastify";
import Type, { type TSchema } from "typebox";
import type { App } from "./app.ts";
import { Problem } from "./contract/basics.ts";
import { routePermissions } from "./routePermissions.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The bodies of a route that reads raw bytes: by content type, what they hold. */
    documentedBodies?: Record<string, TSchema>;
  }
}

export async function registerOpenApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "回音 Huiyin", version: "1", description: "办事窗口投诉闭环：推送、办理、复盘、回访、答复、通报。" },
      components: {
        securitySchemes: {
          session: { type: "apiKey", in: "cookie", name: "huiyin_session" },
          key: { type: "http", scheme: "bearer" },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const permission = routePermissions[`${[route.method].flat()[0]} ${url}`];
      const documented: FastifySchema = { ...schema };
      const bodies = route.config?.documentedBodies;
      if (bodies) documented.body = { content: Object.fromEntries(Object.entries(bodies).map(([type, body]) => [type, { schema: body }])) };
      if (permission !== undefined && permission !== "public") {
        documented.security = [
          ...(permission.roles.length > 0 ? [{ session: [] }] : []),
          ...(permission.scopes.length > 0 ? [{ key: [] }] : []),
        ];
        documented.description = [documented.description, permissionText(permission)].filter(Boolean).join("\n\n");
      }
      return { schema: documented, url };
    },
  });
  const document = { schema: { hide: true } };
  app.get("/openapi.json", document, () => app.swagger());
  app.get("/api/v1/openapi.json", document, () => app.swagger());
}

/** The answers that a route can give, its refusals included. */
export function answers<const Answers extends Record<number, TSchema>>(
  good: Answers,
): Answers & { "4xx": typeof Problem; "5xx": typeof Problem } {
  return { ...good, "4xx": Problem, "5xx": Problem };
}

export const Nothing = Type.Null({ description: "No content" });

function permissionText({ roles, scopes }: { roles: readonly string[]; scopes: readonly string[] }): string {
  const parts = [
    ...(roles.length > 0 ? [`Roles: ${roles.join(", ")}.`] : []),
    ...(scopes.length > 0 ? [`Key scopes: ${scopes.join(", ")}.`] : []),
  ];
  return parts.join(" ");
}
