/** Short names for the shapes that many screens speak of, all of them generated from the service's description. */
import type { paths } from "./schema";

type Answer<Path extends keyof paths, Method extends "get" | "post" | "patch" | "put", Status extends number> = paths[Path][Method] extends {
  responses: { [S in Status]: { content: { "application/json": infer Body } } };
}
  ? Body
  : never;

export type Me = Answer<"/api/v1/auth/me", "get", 200>;
export type Service = Answer<"/api/v1/service", "get", 200>;
export type Case = Answer<"/api/v1/cases/{id}", "get", 200>;
export type CaseListed = Answer<"/api/v1/cases", "get", 200>["items"][number];
export type CaseEvent = Answer<"/api/v1/cases/{id}/events", "get", 200>["items"][number];
export type Unit = Answer<"/api/v1/units", "get", 200>["items"][number];
export type Role = Me["roles"][number]["role"];
export type AnswerOf<Path extends keyof paths, Method extends "get" | "post" | "patch" | "put" = "get", Status extends number = 200> = Answer<Path, Method, Status>;
