/** Units and people. */
import { toOffsetText } from "../../rules/shanghai.ts";
import { listUsers } from "../../store/people.ts";
import { listUnits } from "../../store/units.ts";
import type { App, RouteDeps } from "../app.ts";
import { UnitList, UserList } from "../contract/directory.ts";
import { answers } from "../openapi.ts";

export function directoryRoutes(app: App, { store }: RouteDeps): void {
  app.get("/units", { schema: { summary: "单位", tags: ["directory"], response: answers({ 200: UnitList }) } }, async () => ({
    items: await listUnits(store.read),
  }));

  app.get("/users", { schema: { summary: "用户", tags: ["directory"], response: answers({ 200: UserList }) } }, async () => {
    const users = await listUsers(store.read);
    return { items: users.map((user) => ({ ...user, createdAt: toOffsetText(user.createdAt) })) };
  });
}
