/** The keys with which integrations come in: made, shown once, revoked. */
import { PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { answerOf, api, detailOf } from "../../api/client";
import type { AnswerOf } from "../../api/types";
import { useService } from "../../session/service";
import { Scroll } from "../../parts/Scroll";
import { PageHead } from "../../parts/PageHead";
import { Secret } from "../../parts/Secret";
import { Fetched, Nothing } from "../../parts/states";
import { timeText } from "../../parts/times";
import { Tone } from "../../parts/Tone";
import { optionsOf, sourceLabels } from "../../parts/words";

type Key = AnswerOf<"/api/v1/keys">["items"][number];
interface NewKey {
  name: string;
  sources: Key["sources"];
  scopes: Key["scopes"];
  days: number;
}
const scopeLabels: Record<string, string> = { "feeds:write": "推送记录", "feeds:read": "查询回执与对账", answers: "取回答复" };

const lifetimes = [
  { value: 0, label: "不自动到期" },
  { value: 90, label: "90 天" },
  { value: 180, label: "180 天" },
  { value: 365, label: "一年" },
];
const overlapHours = 72;

export default function KeysPage() {
  const queries = useQueryClient();
  const { now } = useService();
  const { modal, message } = App.useApp();
  const query = useQuery({ queryKey: ["keys"], queryFn: () => answerOf(api.GET("/api/v1/keys")) });
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<{ name: string; key: string } | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["keys"] });
  const add = useMutation({
    mutationFn: ({ days, ...body }: NewKey) => answerOf(api.POST("/api/v1/keys", { body: { ...body, expiresAt: days === 0 ? null : new Date(Date.parse(now) + days * 86_400_000).toISOString() } })),
    onSuccess: async ({ name, key }) => {
      setMaking(false);
      setMade({ name, key });
      await refresh();
    },
  });
  const rotate = useMutation({
    mutationFn: (id: number) => answerOf(api.POST("/api/v1/keys/{id}/rotate", { params: { path: { id } }, body: { overlapHours } })),
    onSuccess: ({ name, key }) => setMade({ name, key }),
    onError: (error) => void message.error(detailOf(error)),
    onSettled: refresh,
  });
  const revoke = useMutation({
    mutationFn: (id: number) => answerOf(api.DELETE("/api/v1/keys/{id}", { params: { path: { id } } })),
    onError: (error) => void message.error(detailOf(error)),
    onSettled: refresh,
  });
  return (
    <>
      <PageHead title="接口密钥" note="给推送平台用。每个平台一把，绑定来源和权限。更换后新旧两把同时有效三天，对方在此期间换上新的即可，推送不中断。">
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)}>
          新建密钥
        </Button>
      </PageHead>
      <Fetched query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="panel">
              <Nothing>还没有接口密钥。点“新建密钥”，把密钥交给推送平台。</Nothing>
            </div>
          ) : (
            <Scroll>
              <table className="list">
                <thead>
                  <tr>
                    <th>名称</th>
                    <th>来源</th>
                    <th>权限</th>
                    <th>建立</th>
                    <th>最近使用</th>
                    <th>状态</th>
                    <th>
                      <span className="visually-hidden">操作</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((key) => (
                    <tr key={key.id}>
                      <td>{key.name}</td>
                      <td>{key.sources.map((source) => sourceLabels[source]).join("、")}</td>
                      <td>{key.scopeLabels.join("、")}</td>
                      <td className="nowrap">{timeText(key.createdAt)}</td>
                      <td className="nowrap">{key.usedAt === null ? "从未" : timeText(key.usedAt)}</td>
                      <td className="nowrap">{stateOf(key)}</td>
                      <td className="nowrap">
                        {key.revokedAt === null && !key.expired && (
                          <Button size="small" onClick={() => void modal.confirm({ title: `更换“${key.name}”？`, content: "建立一把来源和权限相同的新密钥；旧的再用三天后自动失效。", okText: "更换", cancelText: "取消", onOk: () => rotate.mutateAsync(key.id).catch(() => undefined) })}>
                            更换
                          </Button>
                        )}{" "}
                        {key.revokedAt === null && (
                          <Button
                            size="small"
                            danger
                            onClick={() =>
                              void modal.confirm({ title: `吊销“${key.name}”？`, content: "吊销后用它的推送立即被拒绝，不能恢复。", okText: "吊销", cancelText: "取消", okButtonProps: { danger: true }, onOk: () => revoke.mutateAsync(key.id).catch(() => undefined) })
                            }
                          >
                            吊销
                          </Button>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Fetched>
      <Modal open={isMaking} title="新建接口密钥" footer={null} destroyOnHidden onCancel={() => setMaking(false)}>
        <Form<NewKey> layout="vertical" onFinish={(body) => add.mutate(body)} initialValues={{ scopes: ["feeds:write", "feeds:read", "answers"], sources: [], days: 365 }}>
          <Form.Item name="name" label="名称" rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={100} placeholder="如：12345 平台" />
          </Form.Item>
          <Form.Item name="sources" label="来源" rules={[{ required: true, message: "请至少选择一个来源" }]}>
            <Checkbox.Group options={optionsOf(sourceLabels).filter(({ value }) => value !== "window")} />
          </Form.Item>
          <Form.Item name="scopes" label="权限" rules={[{ required: true, message: "请至少选择一项权限" }]}>
            <Checkbox.Group options={optionsOf(scopeLabels)} />
          </Form.Item>
          <Form.Item name="days" label="有效期">
            <Select options={lifetimes} />
          </Form.Item>
          {add.error && <Alert type="error" role="alert" showIcon title={detailOf(add.error)} className="spaced" />}
          <Button type="primary" htmlType="submit" loading={add.isPending}>
            建立
          </Button>
        </Form>
      </Modal>
      {made && <Secret title="接口密钥已建立" note={`请把“${made.name}”的密钥交给对方，放在请求头 Authorization: Bearer 之后。`} value={made.key} close={() => setMade(null)} />}
    </>
  );
}

function stateOf({ revokedAt, expiresAt, expired }: Key) {
  if (revokedAt !== null) return <Tone>{timeText(revokedAt)} 吊销</Tone>;
  if (expired) return <Tone>{timeText(expiresAt ?? "")} 到期</Tone>;
  return expiresAt === null ? <Tone tone="green">有效</Tone> : <Tone tone="amber">{timeText(expiresAt)} 到期</Tone>;
}
