/** The map of the main flow that the page draws: every state, and which event leads from it to which. */
import { expect, it } from "vitest";
import { lifecycle } from "../../src/machines/lifecycle.ts";

it("every state of the flow is there with what leads on from it", () => {
  expect(lifecycle.map(({ name, label, next }) => `${name} ${label}: ${next.map(({ event, to }) => `${event} → ${to}`).join(", ")}`)).toMatchInlineSnapshot(`
    [
      "registered 待甄别: accept → closing, accept → accepted, returnToSource → returned, merge → merged, withdraw → closing",
      "accepted 已受理: withdraw → closing, assign → assigned, merge → merged",
      "assigned 待签收: withdraw → closing, sign → handling, decline → accepted, merge → merged",
      "handling 办理中: withdraw → closing, reassign → assigned, merge → merged, suspend → suspended, submitDisposition → disposed",
      "suspended 已挂起: withdraw → closing, reassign → assigned, merge → merged, resume → handling",
      "disposed 待审核: withdraw → closing, approveDisposition → closing, rejectDisposition → handling",
      "closing 待闭环: done → closed, recordCallback → handling",
      "closed 已闭环: reopen → handling",
      "returned 已退回来源: sourceUpdated → registered",
      "merged 已并案: primaryClosed → closing, unmerge → accepted, unmerge → registered",
    ]
  `);
});

it("each way is named as staff call it", () => {
  const labels = lifecycle.flatMap(({ next }) => next.map(({ event, label }) => [event, label] as const));
  expect(labels.find(([event]) => event === "done")).toEqual(["done", "复盘、回访、答复均完成"]);
  expect(labels.find(([event]) => event === "accept")).toEqual(["accept", "受理"]);
  expect(labels.every(([, label]) => /\p{Script=Han}/u.test(label))).toBe(true);
});
