/** Shows a masked value unmasked, for as long as the page is open, to somebody who gives a reason; the look is on record. */
import { EyeOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Input, Popover } from "antd";
import { useState } from "react";
import { answerOf, api, detailOf } from "../api/client";
import type { Case } from "../api/types";

interface Props {
  caseId: number;
  field: "name" | "phone" | "idNumber" | Case["wordsMasked"][number];
  masked: string | null;
  label: string;
}

const usual = ["联系诉求人核实情况", "回访", "核对是否重复投诉"];

export function Reveal({ caseId, field, masked, label }: Props) {
  const [reason, setReason] = useState("");
  const [isOpen, setOpen] = useState(false);
  const look = useMutation({
    mutationFn: (why: string) => answerOf(api.POST("/api/v1/cases/{id}/reveal", { params: { path: { id: caseId } }, body: { field, reason: why.trim() } })),
    onSuccess: () => setOpen(false),
  });
  if (masked === null) return null;
  if (look.data) return <span className="revealed">{look.data.value ?? masked}</span>;
  const form = (
    <div className="reveal-form">
      <p>查看完整{label}会记入审计，请说明理由：</p>
      {look.isError && <Alert type="error" role="alert" title={detailOf(look.error)} />}
      <p className="usual">
        {usual.map((text) => (
          <Button key={text} size="small" onClick={() => look.mutate(text)}>
            {text}
          </Button>
        ))}
      </p>
      <Input aria-label="查看理由" placeholder="其他理由" maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} onPressEnter={() => reason.trim().length >= 2 && look.mutate(reason)} />
      <Button type="primary" disabled={reason.trim().length < 2} loading={look.isPending} onClick={() => look.mutate(reason)}>
        查看
      </Button>
    </div>
  );
  return (
    <span className="masked">
      {masked}
      <Popover content={form} trigger="click" open={isOpen} onOpenChange={setOpen}>
        <Button type="text" size="small" icon={<EyeOutlined aria-hidden />} aria-label={`查看完整${label}`} />
      </Popover>
    </span>
  );
}
