/** The permission matrix in the documents is the tables' own, and holds every route and every event there is. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { permissionsPage } from "../docs/permissionMatrix.ts";
import { eventLabels } from "../src/machines/events.ts";
import { routePermissions } from "../src/server/routePermissions.ts";
import { bench } from "./server/app.ts";
import { freshSqliteUrl } from "./setup/stores.ts";

test("docs/permissions.md is what the tables say (else: npm run docs:permissions)", () => {
  expect(readFileSync("docs/permissions.md", "utf8")).toBe(permissionsPage());
});

test("every event has its line, and every line of a route is a route", async () => {
  const page = permissionsPage();
  for (const event of Object.keys(eventLabels)) expect(page).toContain(`\`${event}\` |`);
  // That every route has an entry is what the app is built by.
  const { app } = await bench(await freshSqliteUrl());
  const gone = Object.keys(routePermissions).filter((route) => {
    const [method = "", url = ""] = route.split(" ");
    return !app.hasRoute({ method: method, url });
  });
  expect(gone).toEqual([]);
});
