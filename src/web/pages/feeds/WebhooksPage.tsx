/** Subscriptions to events: who is told of what, and how each delivery went. */
import { PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, Drawer, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { answerOf, api, detailOf } from "../../api/client";
import type { AnswerOf } from "../../api/types";
import { Scroll } from "../../parts/Scroll";
import { PageHead } from "../../parts/PageHead";
import { Secret } from "../../parts/Secret";
import { Fetched, Nothing } from "../../parts/states";
import { Tone } from "../../parts/Tone";
import { optionsOf, sourceLabels } from "../../parts/words";
import { Deliveries } from "./Deliveries";
import "./feeds.css";

type Webhook = AnswerOf<"/api/v1/webhooks">["items"][number];
interface NewWebhook {
  name: string;
  url: string;
  eventTypes: string[];
  sources: Webhook["sources"];
}

export default function WebhooksPage() {
  const queries = useQueryClient();
  const { modal, message } = App.useApp();
  const query = useQuery({ queryKey: ["live", "webhooks"], queryFn: () => answerOf(api.GET("/api/v1/webhooks")) });
  const [isMaking, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [looked, setLooked] = useState<Webhook | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["live", "webhooks"] });
  const add = useMutation({
    mutationFn: ({ eventTypes, ...body }: NewWebhook) => answerOf(api.POST("/api/v1/webhooks", { body: { ...body, eventTypes: (eventTypes.length === 0 ? ["*"] : eventTypes) as ["*"] } })),
    onSuccess: async (made) => {
      setMaking(false);
      setSecret(made.secret);
      await refresh();
    },
  });
  const change = useMutation({
    mutationFn: ({ id, state }: { id: number; state: "active" | "paused" }) => answerOf(api.PATCH("/api/v1/webhooks/{id}", { params: { path: { id } }, body: { state } })),
    onError: (error) => void message.error(detailOf(error)),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (id: number) => answerOf(api.DELETE("/api/v1/webhooks/{id}", { params: { path: { id } } })),
    onError: (error) => void message.error(detailOf(error)),
    onSettled: refresh,
  });
  const confirmRemove = ({ id, name }: Webhook) =>
    void modal.confirm({ title: `取消订阅“${name}”？`, content: "之后的事件不再发送，未送达的也不再重试。", okText: "取消订阅", cancelText: "保留", okButtonProps: { danger: true }, onOk: () => remove.mutateAsync(id).catch(() => undefined) });

  return (
    <>
      <PageHead title="事件订阅" note="工单的每一步都可以通知别的系统：CloudEvents 信封、Standard Webhooks 签名，失败自动重试一天后搁置。">
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)}>
          新建订阅
        </Button>
      </PageHead>
      <Fetched query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="panel">
              <Nothing>还没有订阅。需要通知短信网关或业务系统时在这里新建。</Nothing>
            </div>
          ) : (
            <Scroll>
              <table className="list">
                <thead>
                  <tr>
                    <th>名称</th>
                    <th>地址</th>
                    <th>事件</th>
                    <th>来源</th>
                    <th>状态</th>
                    <th className="number">待发</th>
                    <th className="number">搁置</th>
                    <th>
                      <span className="visually-hidden">操作</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((item) => (
                    <tr key={item.id}>
                      <td>{item.name}</td>
                      <td>{item.url}</td>
                      <td>{item.eventTypes.includes("*") ? "全部" : item.eventTypes.join("、")}</td>
                      <td>{item.sources.length === 0 ? "全部" : item.sources.map((source) => sourceLabels[source]).join("、")}</td>
                      <td>{item.state === "active" ? <Tone tone="green">启用</Tone> : <Tone>暂停</Tone>}</td>
                      <td className="number">{item.waiting}</td>
                      <td className="number">{item.parked > 0 ? <Tone tone="red">{item.parked}</Tone> : 0}</td>
                      <td>
                        <div className="buttons">
                          <Button size="small" onClick={() => setLooked(item)}>
                            投递
                          </Button>
                          <Button size="small" onClick={() => change.mutate({ id: item.id, state: item.state === "active" ? "paused" : "active" })}>
                            {item.state === "active" ? "暂停" : "启用"}
                          </Button>
                          <Button size="small" danger onClick={() => confirmRemove(item)}>
                            取消
                          </Button>
                        </div>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Fetched>
      <Modal open={isMaking} title="新建事件订阅" footer={null} destroyOnHidden onCancel={() => setMaking(false)}>
        <Form<NewWebhook> layout="vertical" onFinish={(body) => add.mutate(body)} initialValues={{ eventTypes: [], sources: [] }}>
          <Form.Item name="name" label="名称" rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={100} placeholder="如：短信网关" />
          </Form.Item>
          <Form.Item name="url" label="接收地址" rules={[{ required: true }, { pattern: /^https?:\/\/[^\s@]+$/, message: "请填写 http 或 https 地址，不含用户名密码" }]}>
            <Input maxLength={2000} placeholder="https://" />
          </Form.Item>
          <Form.Item name="eventTypes" label="事件类型" extra="不填为全部；短信网关请填 cn.huiyin.case.sms.rating">
            <Select mode="tags" tokenSeparators={[" ", ",", "、"]} open={false} suffixIcon={null} placeholder="cn.huiyin.case.closed" />
          </Form.Item>
          <Form.Item name="sources" label="来源" extra="不选为全部">
            <Checkbox.Group options={optionsOf(sourceLabels)} />
          </Form.Item>
          {add.error && <Alert type="error" role="alert" showIcon title={detailOf(add.error)} className="spaced" />}
          <Button type="primary" htmlType="submit" loading={add.isPending}>
            建立
          </Button>
        </Form>
      </Modal>
      {secret !== null && <Secret title="订阅已建立" note="请把签名密钥交给接收方，用 Standard Webhooks 验证每次通知。" value={secret} close={() => setSecret(null)} />}
      <Drawer open={looked !== null} title={`“${looked?.name ?? ""}”的投递`} size={640} onClose={() => setLooked(null)} destroyOnHidden>
        {looked && <Deliveries webhookId={looked.id} />}
      </Drawer>
    </>
  );
}
