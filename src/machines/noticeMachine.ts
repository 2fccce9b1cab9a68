/** The life of a weekly notice as a statechart: drafted, published, revised as often as needed, acknowledged by every unit. */
import { getNextSnapshot, setup } from "xstate";

export const noticeStateLabels = { drafted: "草稿", published: "已发布", acknowledged: "全部签收" } as const;
export type NoticeState = keyof typeof noticeStateLabels;

export type NoticeEvent = { type: "edit" } | { type: "publish" } | { type: "revise" } | { type: "acknowledge"; isLast: boolean };
export const noticeEventLabels: Record<NoticeEvent["type"], string> = { edit: "编辑", publish: "发布", revise: "更正", acknowledge: "签收" };

const noticeMachine = setup({
  types: { events: {} as NoticeEvent },
  guards: { isLast: ({ event }) => event.type === "acknowledge" && event.isLast },
}).createMachine({
  id: "notice",
  initial: "drafted",
  states: {
    drafted: { on: { edit: "drafted", publish: "published" } },
    published: { on: { revise: "published", acknowledge: [{ guard: "isLast", target: "acknowledged" }, { target: "published" }] } },
    // A correction does not undo what a unit has signed for; the difference tells it what has changed.
    acknowledged: { on: { revise: "acknowledged" } },
  },
});

/** The state after the event; null where it is not allowed. */
export function stepNotice(state: NoticeState, event: NoticeEvent): NoticeState | null {
  const snapshot = noticeMachine.resolveState({ value: state });
  if (!snapshot.can(event)) return null;
  return getNextSnapshot(noticeMachine, snapshot, event).value;
}

export const noticeEventsIn = (state: NoticeState): NoticeEvent["type"][] =>
  (Object.keys(noticeEventLabels) as NoticeEvent["type"][]).filter((type) => stepNotice(state, type === "acknowledge" ? { type, isLast: false } : { type }) !== null);
