/** Registering somebody who stands at the window: the matter first, what is known of it beside it, done in under a minute. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, AutoComplete, Button, Checkbox, DatePicker, Form, Input, InputNumber, Radio, Space } from "antd";
import dayjs from "dayjs";
import { useEffect, useRef, useState } from "react";
import { answerOf, api, ApiProblem, detailOf } from "../../api/client";
import type { Case } from "../../api/types";
import { LongText } from "../../parts/LongText";
import { PageHead } from "../../parts/PageHead";
import { useUnits } from "../../parts/pickers";
import { useDraft } from "../../parts/useDraft";
import { kindLabels, optionsOf } from "../../parts/words";
import { Registered } from "./Registered";
import { LikeThis } from "./LikeThis";
import { bodyOf, doubtfulIdNumber, doubtfulPhone, type WalkInForm } from "./walkIn";
import "./window.css";

const empty: WalkInForm = { kind: "complaint" };

export default function WalkInPage() {
  const draft = useDraft<WalkInForm>("walk-in", empty);
  const [form] = Form.useForm<WalkInForm>();
  const queries = useQueryClient();
  const units = useUnits();
  const page = useRef<HTMLDivElement>(null);
  const [done, setDone] = useState<Case | null>(null);
  const isAnonymous = Form.useWatch("anonymous", form);

  const register = useMutation({
    mutationFn: (given: WalkInForm) => answerOf(api.POST("/api/v1/cases", { body: bodyOf(given) })),
    onSuccess: (made) => {
      draft.forget();
      draft.set(empty);
      draft.forget();
      setDone(made);
      return queries.invalidateQueries({ queryKey: ["worklist"] });
    },
    onError: (error) => {
      const faults = error instanceof ApiProblem ? error.errors : [];
      form.setFields(faults.map(({ path, message }) => ({ name: (path.split("/").at(-1) ?? "") as keyof WalkInForm, errors: [message] })));
    },
  });
  const submit = form.submit;
  useEffect(() => {
    const send = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !page.current) return;
      event.preventDefault();
      submit();
    };
    window.addEventListener("keydown", send);
    return () => window.removeEventListener("keydown", send);
  }, [submit]);

  if (done)
    return (
      <Registered
        case={done}
        another={() => {
          register.reset();
          form.resetFields();
          form.setFieldsValue(empty);
          setDone(null);
        }}
      />
    );
  return (
    <div ref={page}>
      <PageHead title="窗口登记" note={
          <>
            先写事由，其余可补<span className="desk-only">；Ctrl+回车 登记</span>。填写的内容在本标签页内保留，刷新不丢。
          </>
        }
      />
      <div className="columns">
        <Form form={form} layout="vertical" className="panel walk-in" initialValues={draft.value} onValuesChange={(_, all) => draft.set(all)} onFinish={(given) => register.mutate(given)} scrollToFirstError>
          {register.isError && <Alert type="error" role="alert" showIcon className="spaced" title={detailOf(register.error)} />}
          <Form.Item name="content" label="事由" rules={[{ required: true, whitespace: true, message: "请写明群众反映的事项" }]}>
            <LongText autoFocus rows={5} maxLength={100_000} placeholder="何时、何地、办什么事、遇到什么问题、希望怎样解决" />
          </Form.Item>
          <Form.Item name="kind" label="类型">
            <Radio.Group aria-label="类型" optionType="button" options={optionsOf(kindLabels).filter(({ value }) => value !== "inspection")} />
          </Form.Item>
          <div className="pair">
            <Form.Item name="name" label="姓名">
              <Input maxLength={200} disabled={isAnonymous ?? false} autoComplete="off" />
            </Form.Item>
            <Form.Item name="phone" label="电话" rules={[{ warningOnly: true, validator: (_, value?: string) => (doubtfulPhone(value) ? Promise.reject(new Error("不像常见的电话号码，请核对")) : Promise.resolve()) }]}>
              <Input maxLength={200} inputMode="tel" autoComplete="off" />
            </Form.Item>
            <Form.Item name="idNumber" label="证件号" rules={[{ warningOnly: true, validator: (_, value?: string) => (doubtfulIdNumber(value) ? Promise.reject(new Error("身份证号位数或校验位不对，请核对")) : Promise.resolve()) }]}>
              <Input maxLength={100} autoComplete="off" />
            </Form.Item>
          </div>
          <Space wrap className="spaced">
            <Form.Item name="anonymous" valuePropName="checked" noStyle>
              <Checkbox>匿名</Checkbox>
            </Form.Item>
            <Form.Item name="confidential" valuePropName="checked" noStyle>
              <Checkbox>要求保密</Checkbox>
            </Form.Item>
            <Form.Item name="enterprise" valuePropName="checked" noStyle>
              <Checkbox>对企专窗</Checkbox>
            </Form.Item>
            <Form.Item name="urgent" valuePropName="checked" noStyle>
              <Checkbox>紧急</Checkbox>
            </Form.Item>
          </Space>
          <div className="pair">
            <Form.Item name="unit" label="反映的单位">
              <AutoComplete allowClear showSearch={{ filterOption: (typed, option) => String(option?.value).includes(typed) }} options={units.map(({ name }) => ({ value: name }))} maxLength={200} />
            </Form.Item>
            <Form.Item name="window" label="窗口">
              <Input maxLength={200} />
            </Form.Item>
            <Form.Item name="serviceItem" label="服务事项">
              <Input maxLength={500} />
            </Form.Item>
            <Form.Item name="occurredAt" label="发生时间" getValueProps={(value?: string) => ({ value: value ? dayjs(value) : null })} normalize={(value: dayjs.Dayjs | null) => value?.format("YYYY-MM-DDTHH:mm:00+08:00")}>
              <DatePicker showTime={{ format: "HH:mm" }} format="M月D日 HH:mm" />
            </Form.Item>
            <Form.Item name="peopleCount" label="涉及人数">
              <InputNumber min={1} max={100_000} precision={0} />
            </Form.Item>
            <Form.Item name="title" label="标题（可不填）">
              <Input maxLength={500} />
            </Form.Item>
          </div>
          <Space>
            <Button type="primary" htmlType="submit" loading={register.isPending}>
              登记
            </Button>
            <Button
              onClick={() => {
                form.resetFields();
                form.setFieldsValue(Object.fromEntries(Object.keys(draft.value).map((name) => [name, undefined])));
                form.setFieldsValue(empty);
                draft.forget();
              }}
            >
              清空
            </Button>
            {draft.isRestored && <span className="muted">已恢复上次未登记的内容</span>}
          </Space>
        </Form>
        <LikeThis draft={draft.value} />
      </div>
    </div>
  );
}
