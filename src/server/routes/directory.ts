/** Units and people. */
import { toOffsetText } from "../../rules/shanghai.ts";
import { listUsers } from "../../store/people.ts";
import { listUnits } from "../../store/units.ts";
import type { App, RouteDeps } from "../app.ts";
import { findPeople } from "../../store/readPeople.ts";
import { PeopleList, PeopleQuery, UnitList, UserList } from "../contract/directory.ts";
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

  app.get("/users", { schema: { summary: "用户", tags: ["directory"], response: answers({ 200: UserList }) } }, async () => {
    const users = await listUsers(store.read);
    return { items: users.map((user) => ({ ...user, createdAt: toOffsetText(user.createdAt) })) };
  });
}
