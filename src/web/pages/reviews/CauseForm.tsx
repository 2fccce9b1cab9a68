/** A common cause put down, or put differently. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input, Modal, Select } from "antd";
import { useNavigate } from "react-router";
import { answerOf, api, detailOf } from "../../api/client";
import type { AnswerOf } from "../../api/types";
import { LongText } from "../../parts/LongText";
import { UnitPicker } from "../../parts/pickers";
import { optionsOf, rootCauseLabels } from "../../parts/words";

interface Given {
  title: string;
  description: string;
  rootCause?: string | null;
  unitId?: number | null;
}

export function CauseForm({ cause, close }: { cause?: AnswerOf<"/api/v1/common-causes/{id}">; close: () => void }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const save = useMutation({
    mutationFn: ({ rootCause, unitId, ...words }: Given) => {
      const body = { ...words, ...(rootCause && { rootCause: rootCause as "delay" }), ...(unitId && { unitId }) };
      return answerOf(cause === undefined ? api.POST("/api/v1/common-causes", { body }) : api.PATCH("/api/v1/common-causes/{id}", { params: { path: { id: cause.id } }, body }));
    },
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ["reviews"] });
      close();
      await navigate(`/common-causes/${id}`);
    },
  });
  // What was once said may be said differently, and not be taken back.
  const isNew = cause === undefined;
  return (
    <Modal open title={isNew ? "新建共性问题" : "修改共性问题"} onCancel={close} footer={null} mask={{ closable: false }}>
      <Form<Given> layout="vertical" {...(cause && { initialValues: cause })} onFinish={(given) => save.mutate(given)}>
        {save.isError && <Alert type="error" role="alert" showIcon className="spaced" title={detailOf(save.error)} />}
        <Form.Item name="title" label="问题" rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="description" label="情况说明" rules={[{ required: true, whitespace: true }]}>
          <LongText maxLength={4000} rows={3} />
        </Form.Item>
        <Form.Item name="rootCause" label="根因">
          <Select allowClear={isNew} options={optionsOf(rootCauseLabels)} />
        </Form.Item>
        <Form.Item name="unitId" label="单位（不选为全局）">
          <UnitPicker allowClear={isNew} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {isNew ? "建立" : "保存"}
        </Button>
      </Form>
    </Modal>
  );
}
