/** The permission matrix as a page of the documents, from the two tables by which the service decides. */
import { eventLabels, isEventType } from "../src/machines/events.ts";
import { permissions, type EventPermission, type Party } from "../src/rules/permissions.ts";
import { roleLabels, roles } from "../src/rules/words.ts";
import { routePermissions } from "../src/server/routePermissions.ts";
import { keyScopeLabels } from "../src/store/keys.ts";

const parties: readonly Party[] = [...roles, "integration", "system"];
const partyLabels: Record<Party, string> = { ...roleLabels, integration: "接口密钥", system: "系统" };
const mark = (isTrue: boolean): string => (isTrue ? "●" : "");
const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const heading = (cells: readonly string[]): string[] => [row(cells), row(cells.map((_, column) => (column === 0 ? "---" : ":---:")))];

export function permissionsPage(): string {
  return `${[
    "# 权限矩阵",
    "",
    "由 `npm run docs:permissions` 生成，请勿手改。依据为 `src/rules/permissions.ts`（工单上的操作）与 `src/server/routePermissions.ts`（接口），",
    "程序按这两张表放行：没有列入的接口，服务不会启动；没有列入的操作，编译不过。",
    "",
    "## 工单上的操作",
    "",
    "人员的角色须在工单所属单位或其上级单位。“非经办”：经办过本件的人不得操作；“非复盘人”：本件复盘的提交人不得操作。",
    "",
    ...heading(["操作", ...parties.map((party) => partyLabels[party]), "职责分离"]),
    ...Object.entries<EventPermission>(permissions).map(([event, permission]) => eventRow(event, permission)),
    "",
    "## 接口",
    "",
    "“公开”的接口不需要登录。人员有一个所列角色即可调用，能看到和能改动的仍限于其单位范围；接口密钥须有所列权限范围，并绑定该来源。",
    "",
    ...heading(["接口", "公开", ...roles.map((role) => roleLabels[role]), "密钥权限范围"]),
    ...Object.entries(routePermissions).map(([route, permission]) =>
      permission === "public"
        ? row([`\`${route}\``, "●", ...roles.map(() => ""), ""])
        : row([`\`${route}\``, "", ...roles.map((role) => mark(permission.roles.includes(role))), permission.scopes.map((scope) => keyScopeLabels[scope]).join("、")]),
    ),
  ].join("\n")}\n`;
}

function eventRow(event: string, { roles: allowed, notHandler, notReviewer }: EventPermission): string {
  const label = isEventType(event) ? `${eventLabels[event]} \`${event}\`` : `登记 \`${event}\``;
  const apart = [notHandler ? "非经办" : [], notReviewer ? "非复盘人" : []].flat().join("、");
  return row([label, ...parties.map((party) => mark(allowed.includes(party))), apart]);
}
