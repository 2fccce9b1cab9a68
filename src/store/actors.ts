/** The actors that are not people. */
import type { Actor } from "./store.ts";

export const systemActor: Actor = { id: "system", name: "系统", roles: [{ role: "system", unitPath: "/" }] };
/** Imports on the command line act with the rights of an integration. */
export const cliActor: Actor = { id: "cli", name: "命令行", roles: [{ role: "integration", unitPath: "/" }] };
