/** The steps that a corrective action can take now, as far as one's roles go; the service has the last word on each. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, DatePicker, Form } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { answerOf, api, detailOf } from "../../api/client";
import { LongText } from "../../parts/LongText";
import { PersonPicker, UnitPicker } from "../../parts/pickers";
import { useDraft } from "../../parts/useDraft";
import { useSession } from "../../session/session";
import type { CorrectiveAction } from "./ActionTable";

type StepName = "submit" | "close" | "return" | "cancel" | "change";
interface Given {
  text?: string;
  ownerUserId?: number;
  unitId?: number;
  due?: string;
}

const steps: Record<StepName, { label: string; field: string; needed: boolean }> = {
  submit: { label: "提交整改结果", field: "整改结果和依据", needed: true },
  close: { label: "核验通过", field: "核验意见（可不填）", needed: false },
  return: { label: "退回整改", field: "退回意见", needed: true },
  change: { label: "调整责任人或期限", field: "调整理由", needed: true },
  cancel: { label: "取消整改项", field: "取消理由", needed: true },
};

export function ActionSteps({ action }: { action: CorrectiveAction }) {
  const { has } = useSession();
  const [chosen, setChosen] = useState<StepName | null>(null);
  const mayNow: StepName[] = [
    ...(action.state === "open" ? (["submit"] as const) : []),
    ...(action.state === "submitted" && has("reviewer") ? (["close", "return"] as const) : []),
    ...((action.state === "open" || action.state === "submitted") && has("supervisor") ? (["change", "cancel"] as const) : []),
  ];
  if (mayNow.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="steps-title">
      <h2 id="steps-title">办理</h2>
      <div className="buttons">
        {mayNow.map((name, index) => (
          <Button key={name} type={index === 0 && chosen === null ? "primary" : "default"} danger={name === "cancel"} aria-pressed={chosen === name} onClick={() => setChosen(chosen === name ? null : name)}>
            {steps[name].label}
          </Button>
        ))}
      </div>
      {chosen && <StepForm key={chosen} action={action} name={chosen} />}
    </section>
  );
}

function StepForm({ action, name }: { action: CorrectiveAction; name: StepName }) {
  const { label, field, needed } = steps[name];
  const { message } = App.useApp();
  const queries = useQueryClient();
  const draft = useDraft<Given>(`action:${action.id}:${name}`, name === "change" ? { due: action.due } : {});
  const send = useMutation({
    mutationFn: (given: Given) => sendStep(action.id, name, given),
    onSuccess: async () => {
      draft.forget();
      void message.success(`${label}：已完成`);
      await queries.invalidateQueries({ queryKey: ["reviews"] });
    },
  });
  return (
    <Form layout="vertical" initialValues={draft.value} onValuesChange={(_, all: Given) => draft.set(all)} onFinish={(given: Given) => send.mutate(given)} className="step-form">
      {send.isError && <Alert type="error" role="alert" showIcon className="spaced" title={detailOf(send.error)} />}
      {name === "change" && (
        <div className="pair">
          <Form.Item name="unitId" label="责任单位">
            <UnitPicker allowClear placeholder={action.unitName ?? "不变"} />
          </Form.Item>
          <Form.Item name="ownerUserId" label="责任人">
            <PersonPicker allowClear placeholder={action.owner} />
          </Form.Item>
          <Form.Item name="due" label="完成期限" getValueProps={(value?: string) => ({ value: value ? dayjs(value) : null })} normalize={(value: dayjs.Dayjs | null) => value?.format("YYYY-MM-DD")}>
            <DatePicker allowClear={false} format="YYYY年M月D日" />
          </Form.Item>
        </div>
      )}
      <Form.Item name="text" label={field} rules={needed ? [{ required: true, whitespace: true, message: `请填写${field}` }] : []}>
        <LongText maxLength={name === "submit" ? 4000 : 2000} showCount rows={3} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={send.isPending} danger={name === "cancel"}>
        {label}
      </Button>
    </Form>
  );
}

function sendStep(id: number, name: StepName, { text, unitId, ownerUserId, due }: Given): Promise<unknown> {
  const params = { params: { path: { id } } };
  const words = text?.trim() ?? "";
  switch (name) {
    case "submit":
      return answerOf(api.POST("/api/v1/corrective-actions/{id}/submit", { ...params, body: { evidence: words } }));
    case "close":
      return answerOf(api.POST("/api/v1/corrective-actions/{id}/close", { ...params, body: words === "" ? {} : { opinion: words } }));
    case "return":
      return answerOf(api.POST("/api/v1/corrective-actions/{id}/return", { ...params, body: { opinion: words } }));
    case "cancel":
      return answerOf(api.POST("/api/v1/corrective-actions/{id}/cancel", { ...params, body: { reason: words } }));
    case "change":
      return answerOf(api.POST("/api/v1/corrective-actions/{id}/change", { ...params, body: { reason: words, ...(unitId && { unitId }), ...(ownerUserId && { ownerUserId }), ...(due && { due }) } }));
  }
}
