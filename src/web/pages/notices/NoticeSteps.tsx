/** What one may do with the notice now: publish, correct by a revision, acknowledge for one's unit. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Space } from "antd";
import { useState } from "react";
import { answerOf, api, detailOf } from "../../api/client";
import { LongText } from "../../parts/LongText";
import { useDraft } from "../../parts/useDraft";
import type { Notice } from "./content";

export function NoticeSteps({ notice }: { notice: Notice }) {
  const { week, allowed } = notice;
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const [open, setOpen] = useState<"revise" | "acknowledge" | null>(null);
  const draft = useDraft(`notice:${week}:words`, "");
  const path = { params: { path: { week } } };
  const done = async (text: string) => {
    draft.forget();
    draft.set("");
    draft.forget();
    setOpen(null);
    void message.success(text);
    await queries.invalidateQueries({ queryKey: ["notices"] });
  };
  const publish = useMutation({ mutationFn: () => answerOf(api.POST("/api/v1/notices/{week}/publish", path)), onSuccess: () => done("通报已发布，内容已冻结") });
  const revise = useMutation({ mutationFn: (reason: string) => answerOf(api.POST("/api/v1/notices/{week}/revise", { ...path, body: { reason } })), onSuccess: () => done("修订版已发布，旧版保留") });
  const acknowledge = useMutation({ mutationFn: (note: string) => answerOf(api.POST("/api/v1/notices/{week}/acknowledge", { ...path, body: note === "" ? {} : { note } })), onSuccess: () => done("已签收") });
  const problem = publish.error ?? revise.error ?? acknowledge.error;
  const steps = allowed.filter((step) => step !== "edit");
  if (steps.length === 0) return null;
  return (
    <section className="panel" aria-label="办理">
      <Space wrap>
        {allowed.includes("publish") && (
          <Button
            type="primary"
            loading={publish.isPending}
            onClick={() =>
              void modal.confirm({
                title: "发布这期通报？",
                content: "发布后内容冻结并生成校验值，各单位须在 1 个工作日内签收。以后发现差错只能另出修订版。",
                okText: "发布",
                onOk: () => publish.mutateAsync().catch(() => undefined),
              })
            }
          >
            发布
          </Button>
        )}
        {allowed.includes("acknowledge") && (
          <Button type={allowed.includes("publish") ? "default" : "primary"} aria-expanded={open === "acknowledge"} onClick={() => setOpen(open === "acknowledge" ? null : "acknowledge")}>
            签收
          </Button>
        )}
        {allowed.includes("revise") && (
          <Button aria-expanded={open === "revise"} onClick={() => setOpen(open === "revise" ? null : "revise")}>
            出修订版
          </Button>
        )}
      </Space>
      {problem !== null && <Alert type="error" role="alert" showIcon title={detailOf(problem)} />}
      {open && (
        <form
          className="words"
          onSubmit={(event) => {
            event.preventDefault();
            const words = draft.value.trim();
            if (open === "acknowledge") acknowledge.mutate(words);
            else if (words !== "") revise.mutate(words);
          }}
        >
          <LongText aria-label={open === "revise" ? "修订理由" : "签收意见"} placeholder={open === "revise" ? "为什么要修订，例如：某件补录后数字有变" : "对通报要求的回应、整改打算（可不填）"} maxLength={open === "revise" ? 1000 : 2000} rows={2} value={draft.value} onChange={({ target }) => draft.set(target.value)} />
          <Button type="primary" htmlType="submit" disabled={open === "revise" && draft.value.trim() === ""} loading={revise.isPending || acknowledge.isPending}>
            {open === "revise" ? "发布修订版" : "确认签收"}
          </Button>
        </form>
      )}
    </section>
  );
}
