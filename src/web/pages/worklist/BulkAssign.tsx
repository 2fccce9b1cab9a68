/** Several cases handed to one unit at once; each is asked for by itself, and what was refused is told case by case. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Modal, Progress } from "antd";
import { useState } from "react";
import { answerOf, api, detailOf } from "../../api/client";
import type { CaseListed } from "../../api/types";
import { LongText } from "../../parts/LongText";
import { PersonPicker, UnitPicker } from "../../parts/pickers";

interface Given {
  unitId: number;
  handlerId?: number;
  note?: string;
}

export function BulkAssign({ cases, onDone }: { cases: CaseListed[]; onDone: () => void }) {
  const queries = useQueryClient();
  const [form] = Form.useForm<Given>();
  const unitId = Form.useWatch("unitId", form);
  const [progress, setProgress] = useState<{ done: number; refused: string[] } | null>(null);
  const isFinished = progress?.done === cases.length;

  async function assign({ unitId: unit, handlerId, note }: Given): Promise<void> {
    const payload = { unitId: unit, ...(handlerId && { handlerId }), ...(note?.trim() && { note }) };
    const refused: string[] = [];
    for (const [index, { id, caseNo, version }] of cases.entries()) {
      setProgress({ done: index, refused: [...refused] });
      try {
        await answerOf(api.POST("/api/v1/cases/{id}/events", { params: { path: { id } }, body: { type: "assign", expectedVersion: version, payload } }));
      } catch (error) {
        refused.push(`${caseNo ?? id}：${detailOf(error)}`);
      }
    }
    setProgress({ done: cases.length, refused });
    await queries.invalidateQueries({ queryKey: ["worklist"] });
    if (refused.length === 0) onDone();
  }

  return (
    <Modal open title={`批量交办 ${cases.length} 件`} onCancel={onDone} mask={{ closable: false }} footer={null} destroyOnHidden>
      <Form form={form} layout="vertical" disabled={progress !== null} onFinish={(given) => void assign(given)}>
        <Form.Item name="unitId" label="承办单位" rules={[{ required: true }]}>
          <UnitPicker />
        </Form.Item>
        <Form.Item name="handlerId" label="承办人（可不选，由单位签收）">
          <PersonPicker role="handler" unit={unitId} allowClear />
        </Form.Item>
        <Form.Item name="note" label="备注">
          <LongText maxLength={4000} rows={2} />
        </Form.Item>
        {progress === null && (
          <Button type="primary" htmlType="submit" block>
            交办
          </Button>
        )}
      </Form>
      {progress !== null && <Progress percent={Math.round((progress.done / cases.length) * 100)} />}
      {isFinished && progress.refused.length > 0 && (
        <Alert
          type="warning"
          title={`${cases.length - progress.refused.length} 件已交办，${progress.refused.length} 件没有交办：`}
          description={
            <ul>
              {progress.refused.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          }
          action={<Button onClick={onDone}>知道了</Button>}
        />
      )}
    </Modal>
  );
}
