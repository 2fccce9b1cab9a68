/** One step on a case: its fields from the service's schema, kept as a draft, and what to do when somebody else was quicker. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Space } from "antd";
import { useEffect, useState } from "react";
import { answerOf, api, ApiProblem, detailOf } from "../../api/client";
import type { Case } from "../../api/types";
import { EventFields } from "../../parts/form/EventFields";
import { payloadOf, type FieldSchema } from "../../parts/form/schema";
import { useDraft } from "../../parts/useDraft";
import { WhatChanged } from "./WhatChanged";

type Allowed = Case["allowedEvents"][number];
type Given = Record<string, unknown>;

/** Who was not reached has said nothing; an answer that is given by hand is this round's. */
function hiddenIn(type: string, connected: boolean | undefined): string[] {
  if (type === "recordCallback" && connected !== true) return ["rating", "solved"];
  return type === "answerDelivered" ? ["round"] : [];
}

interface Props {
  case: Case;
  event: Allowed;
  suggestedCases?: { id: number; label: string }[];
  onDone: () => void;
}

export function EventForm({ case: shown, event, suggestedCases, onDone }: Props) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Given>();
  const draft = useDraft<Given>(`case:${shown.id}:${event.type}`, {});
  // The version that its author has seen: what comes in meanwhile must be looked at first.
  const [seen, setSeen] = useState(shown.version);
  const unitId = Form.useWatch<number | undefined>("unitId", form);
  const connected = Form.useWatch<boolean | undefined>("connected", form);
  const schema = event.schema as FieldSchema;

  const send = useMutation({
    mutationFn: (given: Given) =>
      answerOf(api.POST("/api/v1/cases/{id}/events", { params: { path: { id: shown.id } }, body: { type: event.type, expectedVersion: seen, payload: payloadOf(schema, given) } })),
    onSuccess: async (after) => {
      draft.forget();
      queries.setQueryData(["case", shown.id, "one"], after);
      void message.success(`${event.label}：已完成，工单现为“${after.stateLabel}”`);
      onDone();
      await Promise.all([queries.invalidateQueries({ queryKey: ["case", shown.id] }), queries.invalidateQueries({ queryKey: ["worklist"] })]);
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.status === 409) void queries.invalidateQueries({ queryKey: ["case", shown.id] });
      const faults = error instanceof ApiProblem ? error.errors : [];
      form.setFields(faults.map(({ path, message: text }) => ({ name: path.replace(/^\/payload\//, "").split("/"), errors: [text] })));
    },
  });
  // Where nothing has been typed yet, a newer version is simply the one that is seen.
  useEffect(() => {
    if (Object.keys(draft.value).length === 0 && !send.isError) setSeen(shown.version);
  }, [shown.version, draft.value, send.isError]);

  const isConflict = send.error instanceof ApiProblem && send.error.code === "version-conflict";
  const isGone = send.error instanceof ApiProblem && send.error.code === "event-not-allowed";
  return (
    <Form form={form} layout="vertical" initialValues={draft.value} onValuesChange={(_, all) => draft.set(all)} onFinish={(given) => send.mutate(given)} scrollToFirstError className="event-form">
      {draft.isRestored && Object.keys(draft.value).length > 0 && <p className="muted">已恢复上次未提交的内容。</p>}
      {send.isError && !isConflict && <Alert type="error" showIcon role="alert" className="spaced" title={detailOf(send.error)} description={isGone ? "工单状态已经变化，您填写的内容仍保留在这里，可复制使用。" : undefined} />}
      {(isConflict || shown.version !== seen) && !isGone && (
        <WhatChanged
          caseId={shown.id}
          since={seen}
          accept={() => {
            setSeen(shown.version);
            send.reset();
          }}
        />
      )}
      <EventFields schema={schema} required={event.type === "recordCallback" && connected ? ["rating"] : []} hidden={hiddenIn(event.type, connected)} unitId={unitId} {...(suggestedCases && { suggestedCases })} exceptCase={shown.id} />
      <Space wrap>
        <Button type="primary" htmlType="submit" loading={send.isPending} disabled={shown.version !== seen}>
          {event.label}
        </Button>
        <Button onClick={onDone}>收起</Button>
        {Object.keys(draft.value).length > 0 && (
          <Button
            type="text"
            onClick={() => {
              draft.forget();
              draft.set({});
              form.resetFields();
              form.setFieldsValue(Object.fromEntries(Object.keys(schema.properties ?? {}).map((name) => [name, undefined])));
            }}
          >
            清空
          </Button>
        )}
      </Space>
    </Form>
  );
}
