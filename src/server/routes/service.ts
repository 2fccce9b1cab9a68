/** What anybody who opens the page is told before signing in. */
import Type from "typebox";
import { lifecycle } from "../../machines/lifecycle.ts";
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

const Lifecycle = Type.Object({
  states: Type.Array(
    Type.Object({ name: Type.String(), label: Type.String(), next: Type.Array(Type.Object({ event: Type.String(), label: Type.String(), to: Type.String() })) }),
    { description: "The main flow, as the machine has it" },
  ),
});

export function serviceRoutes(app: App, { now, demo, rulebook }: RouteDeps): void {
  app.get("/service", { schema: { summary: "服务信息", tags: ["service"], response: answers({ 200: Service }) } }, () => ({
    name: "回音",
    now: toOffsetText(now()),
    workingDayMinutes: rulebook().clock.officeHours.reduce((minutes, { from, to }) => minutes + to - from, 0),
    demo: demo === null ? null : { password: demo.password, accounts: demo.accounts.map((account) => ({ ...account, roleLabel: roleLabels[account.role] })) },
  }));

  app.get("/lifecycle", { schema: { summary: "工单的一生", tags: ["service"], response: answers({ 200: Lifecycle }) } }, () => ({ states: lifecycle.map(({ next, ...state }) => ({ ...state, next: [...next] })) }));
}
