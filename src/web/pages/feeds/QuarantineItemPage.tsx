/** One quarantined record: what is wrong, its fields to be put right, and the way back in. What is typed stays for the tab. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { answerOf, api, detailOf } from "../../api/client";
import type { AnswerOf } from "../../api/types";
import { LongText } from "../../parts/LongText";
import { PageHead } from "../../parts/PageHead";
import { Fetched } from "../../parts/states";
import { fullTime, timeText } from "../../parts/times";
import { useDraft } from "../../parts/useDraft";
import { outcomeLabels, quarantineActionLabels, sourceLabels } from "../../parts/words";
import { useSession } from "../../session/session";
import { NotFoundPage } from "../NotFoundPage";
import "./feeds.css";

type Item = AnswerOf<"/api/v1/quarantine/{id}">;

export default function QuarantineItemPage() {
  const id = Number(useParams()["id"]);
  const isId = Number.isInteger(id) && id > 0;
  const query = useQuery({ queryKey: ["quarantine", id], queryFn: () => answerOf(api.GET("/api/v1/quarantine/{id}", { params: { path: { id } } })), enabled: isId, staleTime: Infinity });
  if (!isId) return <NotFoundPage />;
  return <Fetched query={query}>{(item) => <Quarantined key={item.id} item={item} />}</Fetched>;
}

function Quarantined({ item }: { item: Item }) {
  const isOpen = item.replayedAt === null && item.dismissedAt === null;
  return (
    <>
      <PageHead title={`隔离记录 ${item.externalId ?? `第 ${item.id} 号`}`} note={`${sourceLabels[item.source]} · 档案 ${item.profile} · ${fullTime(item.receivedAt)} 收到`} />
      {item.replayedAt !== null && <Alert type="success" showIcon title={`${timeText(item.replayedAt)} 已重新入库。`} className="spaced" />}
      {item.dismissedAt !== null && <Alert type="info" showIcon title={`${timeText(item.dismissedAt)} 已销项：${item.dismissalReason}`} className="spaced" />}
      <div className="columns">
        <div>
          <section className="panel" aria-labelledby="errors-title">
            <h2 id="errors-title">不能入库的原因</h2>
            <ul className="reasons">
              {item.errors.map(({ code, path, detail }, index) => (
                <li key={index}>
                  {path && <code>{path}</code>} {detail} <span className="muted">（{code}）</span>
                </li>
              ))}
            </ul>
            {item.truncated && <p className="muted">原文过大（{item.truncated.bytes} 字节），只保留了开头；请由来源更正后重新推送。</p>}
          </section>
          {isOpen ? <Correction item={item} /> : <Raw item={item} />}
        </div>
        <section className="panel" aria-labelledby="actions-title">
          <h2 id="actions-title">处理经过</h2>
          <ol>
            {[...item.actions].reverse().map(({ at, actorName, action, detail }, index) => (
              <li key={index} className="log">
                <time className="muted" title={fullTime(at)}>
                  {timeText(at)}
                </time>{" "}
                <strong>{actorName}</strong> {quarantineActionLabels[action] ?? action}
                {detail && `：${action === "replayed" ? (outcomeLabels[detail] ?? detail) : detail}`}
              </li>
            ))}
          </ol>
        </section>
      </div>
    </>
  );
}

interface Draft {
  fields: { [name: string]: string | null };
  raw: string | null;
  profile: string;
}

function Correction({ item }: { item: Item }) {
  const queries = useQueryClient();
  const { has } = useSession();
  const { value: draft, set, forget } = useDraft<Draft>(`quarantine:${item.id}`, { fields: {}, raw: null, profile: item.profile });
  const [isWhole, setWhole] = useState(item.fields === null || draft.raw !== null);
  const [isDismissing, setDismissing] = useState(false);
  const profiles = useQuery({ queryKey: ["profiles"], queryFn: () => answerOf(api.GET("/api/v1/feeds/profiles")), staleTime: 600_000 });
  const path = { params: { path: { id: item.id } } };
  const changed = Object.keys(draft.fields).length > 0 || (draft.raw !== null && draft.raw !== item.raw) || draft.profile !== item.profile;

  const save = async () => {
    if (!changed) return;
    const body = {
      ...(isWhole && draft.raw !== null ? { raw: draft.raw } : Object.keys(draft.fields).length > 0 ? { fields: draft.fields } : {}),
      ...(draft.profile === item.profile ? {} : { profile: draft.profile }),
    };
    await answerOf(api.PATCH("/api/v1/quarantine/{id}", { ...path, body }));
    set({ fields: {}, raw: null, profile: draft.profile });
    forget();
  };
  const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: ["quarantine", item.id] }), queries.invalidateQueries({ queryKey: ["live"] })]);
  const correct = useMutation({ mutationFn: save, onSettled: refresh });
  const replay = useMutation({
    mutationFn: async () => {
      await save();
      return answerOf(api.POST("/api/v1/quarantine/{id}/replay", path));
    },
    onSettled: refresh,
  });
  const problem = replay.error ?? correct.error;
  const wrong = new Set(item.errors.flatMap((error) => (error.path ? [error.path] : [])));
  const names = [...new Set([...wrong, ...Object.keys(item.fields ?? {})])].filter((name) => !name.includes("."));

  return (
    <section className="panel" aria-labelledby="correction-title">
      <h2 id="correction-title">更正</h2>
      <div className="filters">
        {item.fields !== null && (
          <Segmented
            aria-label="更正方式"
            value={isWhole ? "raw" : "fields"}
            onChange={(value) => setWhole(value === "raw")}
            options={[
              { value: "fields", label: "逐项" },
              { value: "raw", label: "全文" },
            ]}
          />
        )}
        <Select
          aria-label="来源档案"
          value={draft.profile}
          onChange={(profile: string) => set({ ...draft, profile })}
          options={(profiles.data?.items ?? []).filter(({ source }) => source === item.source).map(({ name, title }) => ({ value: name, label: `${name}（${title}）` }))}
          className="wide-filter"
        />
      </div>
      {isWhole ? (
        <LongText aria-label="全文" value={draft.raw ?? item.raw} onChange={({ target }) => set({ ...draft, raw: target.value })} rows={8} className="raw spaced" spellCheck={false} />
      ) : (
        <div className="corrections">
          {names.map((name) => {
            const given = item.fields?.[name];
            const text = typeof given === "string" ? given : given === undefined || given === null ? "" : JSON.stringify(given);
            const isPlain = typeof given !== "object" || given === null;
            return (
              <div key={name}>
                <label htmlFor={`field-${name}`}>
                  {name} {wrong.has(name) && <strong className="wrong">需更正</strong>}
                </label>
                <LongText
                  id={`field-${name}`}
                  value={draft.fields[name] ?? text}
                  disabled={!isPlain}
                  status={wrong.has(name) ? "error" : ""}
                  rows={1}
                  onChange={({ target }) => {
                    const { [name]: _, ...others } = draft.fields;
                    set({ ...draft, fields: target.value === text ? others : { ...others, [name]: target.value } });
                  }}
                />
              </div>
            );
          })}
        </div>
      )}
      {problem && <Alert type="error" role="alert" showIcon title={detailOf(problem)} className="spaced" />}
      {replay.data && replay.data.outcome === "quarantined" && <Alert type="warning" role="status" showIcon title="更正后仍不能入库，原因见上。" className="spaced" />}
      {replay.data && replay.data.outcome !== "quarantined" && (
        <Alert
          type="success"
          role="status"
          showIcon
          className="spaced"
          title={
            <>
              已入库（{outcomeLabels[replay.data.outcome]}）{replay.data.caseId !== undefined && <Link to={`/cases/${replay.data.caseId}`}>{replay.data.caseNo}</Link>}
            </>
          }
        />
      )}
      <div className="buttons">
        <Button type="primary" loading={replay.isPending} onClick={() => replay.mutate()}>
          {changed ? "更正并重新入库" : "重新入库"}
        </Button>
        <Button disabled={!changed} loading={correct.isPending} onClick={() => correct.mutate()}>
          只保存更正
        </Button>
        {has("supervisor") && <Button onClick={() => setDismissing(true)}>销项…</Button>}
      </div>
      {isDismissing && <Dismissal id={item.id} close={() => setDismissing(false)} done={refresh} />}
    </section>
  );
}

function Dismissal({ id, close, done }: { id: number; close: () => void; done: () => Promise<unknown> }) {
  const [reason, setReason] = useState("");
  const dismiss = useMutation({
    mutationFn: () => answerOf(api.POST("/api/v1/quarantine/{id}/dismiss", { params: { path: { id } }, body: { reason: reason.trim() } })),
    onSuccess: async () => {
      close();
      await done();
    },
  });
  return (
    <Modal open title="销项" okText="销项" cancelText="取消" onCancel={close} onOk={() => dismiss.mutate()} okButtonProps={{ disabled: reason.trim().length < 2, loading: dismiss.isPending }}>
      <p className="spaced">销项的记录不会成为工单，在对账中仍计入隔离。请写明理由：</p>
      <LongText aria-label="销项理由" value={reason} onChange={({ target }) => setReason(target.value)} maxLength={500} showCount rows={3} />
      {dismiss.error && <Alert type="error" role="alert" showIcon title={detailOf(dismiss.error)} />}
    </Modal>
  );
}

function Raw({ item }: { item: Item }) {
  return (
    <section className="panel" aria-labelledby="raw-title">
      <h2 id="raw-title">{item.corrected ? "更正后的记录" : "原记录"}</h2>
      <pre className="raw">{item.raw}</pre>
      {item.original !== null && (
        <details>
          <summary>收到时的原文</summary>
          <pre className="raw">{item.original}</pre>
        </details>
      )}
    </section>
  );
}
