/** One call: whom, what to say, what was told to him, what came of it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Radio, Space } from "antd";
import { useCallback, useEffect, useState } from "react";
import { Link } from "react-router";
import { answerOf, api, ApiProblem, detailOf } from "../../api/client";
import { LongText } from "../../parts/LongText";
import { useUnits } from "../../parts/pickers";
import { Reveal } from "../../parts/Reveal";
import { useDraft } from "../../parts/useDraft";
import { useSession } from "../../session/session";
import { isTyping } from "../../shell/keyboard";
import { Approve, HandOver } from "./CallSteps";
import type { Callback } from "./CallbackList";
import { PreviousCalls } from "./PreviousCalls";

const ratings = [
  { value: "very-satisfied", label: "非常满意", isGood: true },
  { value: "satisfied", label: "满意", isGood: true },
  { value: "fairly-satisfied", label: "基本满意", isGood: true },
  { value: "dissatisfied", label: "不满意", isGood: false },
  { value: "very-dissatisfied", label: "非常不满意", isGood: false },
] as const;
type Rating = (typeof ratings)[number]["value"];
const channels = [
  { value: "phone", label: "电话" },
  { value: "visit", label: "当面" },
  { value: "sms", label: "短信" },
  { value: "online", label: "网上" },
];

export function Call({ callback: shown, next }: { callback: Callback; next: () => void }) {
  const { me, has } = useSession();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const bureau = useUnits().find(({ parentId }) => parentId === null)?.name ?? "公安局";
  const draft = useDraft(`callback:${shown.id}`, "");
  const [rating, setRating] = useState<Rating | null>(null);
  const [solved, setSolved] = useState<boolean | null>(null);
  const [channel, setChannel] = useState("phone");
  const whole = useQuery({ queryKey: ["case", shown.caseId, "one"], queryFn: () => answerOf(api.GET("/api/v1/cases/{id}", { params: { path: { id: shown.caseId } } })) });
  const mayRecord = whole.data?.allowedEvents.some(({ type }) => type === "recordCallback") ?? false;
  const isBad = rating !== null && ratings.some(({ value, isGood }) => value === rating && !isGood);

  const record = useMutation({
    mutationFn: (outcome: { connected: boolean; rating?: Rating; solved?: boolean }) => {
      const comment = draft.value.trim();
      const payload = { channel, ...outcome, ...(comment !== "" && { comment }) };
      return answerOf(api.POST("/api/v1/cases/{id}/events", { params: { path: { id: shown.caseId } }, body: { type: "recordCallback", expectedVersion: whole.data?.version ?? shown.caseVersion, payload } }));
    },
    onSuccess: async (_, { connected }) => {
      draft.forget();
      void message.success(connected ? "回访结果已记录" : "已记录未接通，系统会另排时间");
      next();
      await Promise.all([queries.invalidateQueries({ queryKey: ["callbacks"] }), queries.invalidateQueries({ queryKey: ["case", shown.caseId] })]);
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.status === 409) void Promise.all([queries.invalidateQueries({ queryKey: ["callbacks"] }), queries.invalidateQueries({ queryKey: ["case", shown.caseId] })]);
    },
  });
  const { mutate } = record;
  const choose = useCallback((chosen: Rating) => {
    setRating(chosen);
    // What is said most often; the caller sees it chosen and may say otherwise.
    setSolved(ratings.some(({ value, isGood }) => value === chosen && isGood));
  }, []);
  useEffect(() => {
    if (!mayRecord) return;
    const act = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const chosen = ratings[Number(event.key) - 1];
      if (event.key === "0") mutate({ connected: false });
      else if (chosen) choose(chosen.value);
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", act);
    return () => window.removeEventListener("keydown", act);
  }, [mayRecord, mutate, choose]);

  return (
    <section className="panel call" aria-labelledby="call-title">
      <h2 id="call-title">
        {shown.headline} <Link to={`/cases/${shown.caseId}`}>{shown.caseNo}</Link>
      </h2>
      <p className="whom">
        <Reveal caseId={shown.caseId} field="name" masked={shown.complainant.name ?? "匿名"} label="姓名" />
        <Reveal caseId={shown.caseId} field="phone" masked={shown.complainant.phone} label="电话" />
        <span className="muted">
          {shown.kindLabel} · {shown.unitName}
        </span>
      </p>
      {shown.sameComplainant.length > 0 && (
        <Alert
          type="info"
          showIcon
          title={
            <>
              同一电话还有待回访的工单，一次通话可一并询问：
              {shown.sameComplainant.map(({ caseId, caseNo }) => (
                <Link key={caseId} to={`/cases/${caseId}`}>
                  {caseNo}{" "}
                </Link>
              ))}
            </>
          }
        />
      )}
      <ol className="script">
        <li>您好，我是{bureau}回访员{me.user.displayName}，就您反映的“{shown.headline}”回访，占用您两分钟。</li>
        <li>
          办理单位答复您：<q className="pre">{shown.reply ?? "（还没有答复意见）"}</q> 您收到这个答复了吗？
        </li>
        <li>您反映的问题解决了吗？对办理结果是非常满意、满意、基本满意、不满意，还是非常不满意？</li>
        <li>还有什么意见和建议？</li>
      </ol>
      <PreviousCalls caseId={shown.caseId} round={shown.round} />
      {record.isError && <Alert type="error" role="alert" showIcon title={detailOf(record.error)} description="您填写的意见还在；工单已按最新情况刷新，可再次提交。" />}
      {mayRecord && (
        <div className="outcome">
          <Radio.Group aria-label="方式" optionType="button" size="small" options={channels} value={channel} onChange={({ target }) => setChannel(String(target.value))} />
          <LongText aria-label="诉求人意见" placeholder="诉求人意见（可不填）" maxLength={4000} rows={2} value={draft.value} onChange={({ target }) => draft.set(target.value)} />
          <div className="ratings" role="group" aria-label="结果">
            <Button loading={record.isPending} onClick={() => mutate({ connected: false })}>
              <kbd>0</kbd> 未接通
            </Button>
            {ratings.map(({ value, label, isGood }, index) => (
              <Button key={value} danger={!isGood} type={rating === value ? "primary" : "default"} aria-pressed={rating === value} onClick={() => choose(value)}>
                <kbd>{index + 1}</kbd> {label}
              </Button>
            ))}
          </div>
          {rating !== null && (
            <Space wrap className="confirm">
              <Radio.Group
                aria-label="是否解决"
                optionType="button"
                value={solved}
                onChange={({ target }) => setSolved(target.value as boolean)}
                options={[
                  { value: true, label: "已解决" },
                  { value: false, label: "未解决" },
                ]}
              />
              <Button type="primary" autoFocus loading={record.isPending} onClick={() => mutate({ connected: true, rating, ...(solved !== null && { solved }) })}>
                记录“{ratings.find(({ value }) => value === rating)?.label}”
              </Button>
              {isBad && <span className="late-text">记录后本件回到办理中（第 {shown.round + 1} 轮），并升级督办。</span>}
            </Space>
          )}
        </div>
      )}
      {whole.data && !mayRecord && shown.awaits === "call" && <p className="muted">这次回访不由您记录：须由没有经办过本件的回访员拨打。</p>}
      {shown.awaits === "approval" && whole.data && <Approve case={whole.data} attempts={shown.attempts} />}
      {has("caller", "supervisor") && shown.awaits === "call" && <HandOver callback={shown} />}
    </section>
  );
}
