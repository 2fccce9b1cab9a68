/** The actors that are not people. */
import type { Actor } from "./store.ts";

export const systemActor: Actor = { id: "system", name: "系统", roles: [{ role: "system", unitPath: "/" }] };
/** A complainant who rates for himself by a one-time link. */
export const complainantActor: Actor = { id: "complainant", name: "诉求人（自助评价）", roles: [{ role: "system", unitPath: "/" }] };
/** Whoever brings records in: an integration's key, a person who uploads, a drop folder. */
export const feedActor = (id: string, name: string): Actor => ({ id, name, roles: [{ role: "integration", unitPath: "/" }] });
/** Imports on the command line act with the rights of an integration. */
export const cliActor: Actor = feedActor("cli", "命令行");
