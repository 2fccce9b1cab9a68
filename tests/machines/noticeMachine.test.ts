/** The life of a weekly notice: what each state allows, and where it leads. */
import { expect, it } from "vitest";
import { noticeEventsIn, stepNotice, type NoticeEvent, type NoticeState } from "../../src/machines/noticeMachine.ts";

const events: NoticeEvent[] = [{ type: "edit" }, { type: "publish" }, { type: "revise" }, { type: "acknowledge", isLast: false }, { type: "acknowledge", isLast: true }];

it.each<[NoticeState, (NoticeState | null)[], NoticeEvent["type"][]]>([
  ["drafted", ["drafted", "published", null, null, null], ["edit", "publish"]],
  ["published", [null, null, "published", "published", "acknowledged"], ["revise", "acknowledge"]],
  ["acknowledged", [null, null, "acknowledged", null, null], ["revise"]],
])("a notice that is %s", (state, after, allowed) => {
  expect(events.map((event) => stepNotice(state, event))).toEqual(after);
  expect(noticeEventsIn(state)).toEqual(allowed);
});
