/** What else is done with a callback: agreeing that nobody can be reached, giving it to another caller, a link for rating by oneself. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Input, Space, Typography } from "antd";
import { useState } from "react";
import { answerOf, api, detailOf } from "../../api/client";
import type { Case } from "../../api/types";
import { PersonPicker } from "../../parts/pickers";
import { timeText } from "../../parts/times";
import { useDraft } from "../../parts/useDraft";
import { useSession } from "../../session/session";
import type { Callback } from "./CallbackList";

export function Approve({ case: shown, attempts }: { case: Case; attempts: number }) {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const draft = useDraft(`unreachable:${shown.id}`, "");
  const approve = useMutation({
    mutationFn: () => answerOf(api.POST("/api/v1/cases/{id}/events", { params: { path: { id: shown.id } }, body: { type: "approveUnreachable", expectedVersion: shown.version, payload: draft.value.trim() === "" ? {} : { note: draft.value.trim() } } })),
    onSuccess: async () => {
      draft.forget();
      void message.success("已批准");
      await Promise.all([queries.invalidateQueries({ queryKey: ["callbacks"] }), queries.invalidateQueries({ queryKey: ["case", shown.id] })]);
    },
  });
  const may = shown.allowedEvents.some(({ type }) => type === "approveUnreachable");
  return (
    <div className="outcome">
      <p>{attempts > 0 ? `本轮已拨打 ${attempts} 次均未接通。` : "诉求人没有留下联系方式。"}批准后本件的回访视为完成。</p>
      {approve.isError && <Alert type="error" role="alert" showIcon title={detailOf(approve.error)} />}
      {may ? (
        <Space.Compact block>
          <Input aria-label="批准意见" placeholder="批准意见（可不填）" maxLength={4000} value={draft.value} onChange={({ target }) => draft.set(target.value)} />
          <Button type="primary" loading={approve.isPending} onClick={() => approve.mutate()}>
            批准无法回访
          </Button>
        </Space.Compact>
      ) : (
        <p className="muted">须由没有经办过本件的督导批准。</p>
      )}
    </div>
  );
}

export function HandOver({ callback: shown }: { callback: Callback }) {
  const { me, has } = useSession();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [callerId, setCallerId] = useState<number | undefined>();
  const path = { id: shown.id };
  const assign = useMutation({
    mutationFn: (id: number) => answerOf(api.POST("/api/v1/callbacks/{id}/assign", { params: { path }, body: { callerId: id } })),
    onSuccess: async (after) => {
      void message.success(`已排给${after.caller?.displayName ?? ""}${after.plannedAt ? `，${timeText(after.plannedAt)}` : ""}`);
      await queries.invalidateQueries({ queryKey: ["callbacks"] });
    },
  });
  const link = useMutation({ mutationFn: () => answerOf(api.POST("/api/v1/callbacks/{id}/link", { params: { path } })) });
  const problem = assign.error ?? link.error;
  return (
    <details className="previous">
      <summary>改派或发送自助评价链接</summary>
      {problem !== null && <Alert type="error" role="alert" showIcon title={detailOf(problem)} />}
      <Space wrap>
        {has("supervisor") ? (
          <>
            <PersonPicker role="caller" aria-label="回访员" placeholder="选择回访员" value={callerId} onChange={setCallerId} className="wide-filter" />
            <Button disabled={callerId === undefined} loading={assign.isPending} onClick={() => callerId !== undefined && assign.mutate(callerId)}>
              改派
            </Button>
          </>
        ) : (
          shown.caller?.id !== me.user.id && (
            <Button loading={assign.isPending} onClick={() => assign.mutate(me.user.id)}>
              领给自己
            </Button>
          )
        )}
        <Button loading={link.isPending} onClick={() => link.mutate()}>
          生成一次性评价链接
        </Button>
      </Space>
      {link.data && (
        <p>
          链接只显示这一次，{timeText(link.data.expiresAt)} 前有效：<Typography.Text copyable>{link.data.url}</Typography.Text>
        </p>
      )}
      {!link.data && shown.link && <p className="muted">{timeText(shown.link.createdAt)} 已生成过评价链接，重新生成后旧链接作废。</p>}
    </details>
  );
}
