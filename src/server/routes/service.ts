/** What anybody who opens the page is told before signing in. */
import Type from "typebox";
import { roleLabels } from "../../rules/words.ts";
import type { App, RouteDeps } from "../app.ts";
import { InstantText, Nullable, RoleName } from "../contract/basics.ts";
import { answers } from "../openapi.ts";
import { toOffsetText } from "../../rules/shanghai.ts";

const Account = Type.Object({ username: Type.String(), displayName: Type.String(), role: RoleName, roleLabel: Type.String(), unit: Type.String() });
const Service = Type.Object({
  name: Type.String(),
  now: InstantText,
  workingDayMinutes: Type.Integer({ description: "Office minutes of a working day" }),
  demo: Nullable(Type.Object({ password: Type.String(), accounts: Type.Array(Account) }, { description: "Only in a demonstration" })),
});

export function serviceRoutes(app: App, { now, demo, rulebook }: RouteDeps): void {
  app.get("/service", { schema: { summary: "服务信息", tags: ["service"], response: answers({ 200: Service }) } }, () => ({
    name: "回音",
    now: toOffsetText(now()),
    workingDayMinutes: rulebook().clock.officeHours.reduce((minutes, { from, to }) => minutes + to - from, 0),
    demo: demo === null ? null : { password: demo.password, accounts: demo.accounts.map((account) => ({ ...account, roleLabel: roleLabels[account.role] })) },
  }));
}
