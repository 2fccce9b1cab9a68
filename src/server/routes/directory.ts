/** Units, and people to choose from. */
import { listUnits } from "../../store/units.ts";
import type { App, RouteDeps } from "../app.ts";
import { findPeople } from "../../store/readPeople.ts";
import { PeopleList, PeopleQuery, UnitList } from "../contract/directory.ts";
import { answers } from "../openapi.ts";

const peopleMax = 500;

export function directoryRoutes(app: App, { store }: RouteDeps): void {
  app.get("/units", { schema: { summary: "单位", tags: ["directory"], response: answers({ 200: UnitList }) } }, async () => ({
    items: await listUnits(store.read),
  }));

  app.get(
    "/people",
    {
      schema: {
        summary: "可选的人员",
        description: "Enabled people and what they do where, for giving them work. `unit`: this unit and those below it; with `above`, also who holds the role above it.",
        tags: ["directory"],
        querystring: PeopleQuery,
        response: answers({ 200: PeopleList }),
      },
    },
    async ({ query: { role, unit, above } }) => ({ items: await findPeople(store.read, { role, unitId: unit, above, limit: peopleMax }) }),
  );
}
