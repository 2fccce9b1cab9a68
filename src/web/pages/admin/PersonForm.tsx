/** A person added or changed: name, and each role with the unit in which it is held. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Form, Input, Modal, Select } from "antd";
import { answerOf, api, detailOf } from "../../api/client";
import type { AnswerOf, Role } from "../../api/types";
import { UnitPicker, useUnits } from "../../parts/pickers";
import { optionsOf, roleLabels } from "../../parts/words";

export type User = AnswerOf<"/api/v1/users">["items"][number];
interface Fields {
  username: string;
  displayName: string;
  roles: { role: Role; unitId: number }[];
}
interface Props {
  user: User | null;
  close: () => void;
  done: (added: { username: string; password: string } | null) => Promise<void>;
}

export function PersonForm({ user, close, done }: Props) {
  const root = useUnits().find(({ parentId }) => parentId === null)?.id;
  const save = useMutation({
    mutationFn: async ({ username, displayName, roles }: Fields) => {
      if (user === null) return done(await answerOf(api.POST("/api/v1/users", { body: { username: username.trim(), displayName, roles } })));
      await answerOf(api.PATCH("/api/v1/users/{id}", { params: { path: { id: user.id } }, body: { displayName, roles } }));
      return done(null);
    },
  });
  const initial = user === null ? { roles: [{ unitId: root }] } : { username: user.username, displayName: user.displayName, roles: user.roles.map(({ role, unitId }) => ({ role, unitId })) };
  return (
    <Modal open title={user === null ? "添加人员" : `修改“${user.displayName}”`} footer={null} onCancel={close} width={560}>
      <Form<Fields> layout="vertical" initialValues={initial} onFinish={(fields) => save.mutate(fields)}>
        <Form.Item name="username" label="用户名" rules={[{ required: true, whitespace: true }]} extra={user === null ? "2 至 64 个字母、汉字、数字或 . _ -，登录时使用，以后不能改" : undefined}>
          <Input maxLength={64} disabled={user !== null} autoComplete="off" />
        </Form.Item>
        <Form.Item name="displayName" label="姓名" rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.List name="roles" rules={[{ validator: (_, rows: unknown[]) => (rows.length > 0 ? Promise.resolve() : Promise.reject(new Error("请至少给一个角色"))) }]}>
          {(rows, { add, remove }, { errors }) => (
            <fieldset className="object-list">
              <legend>角色</legend>
              {rows.map((row) => (
                <div key={row.key} className="object-row two">
                  <Form.Item name={[row.name, "role"]} label="角色" rules={[{ required: true }]}>
                    <Select options={optionsOf(roleLabels)} />
                  </Form.Item>
                  <Form.Item name={[row.name, "unitId"]} label="单位" rules={[{ required: true }]}>
                    <UnitPicker />
                  </Form.Item>
                  <Button type="text" danger icon={<DeleteOutlined aria-hidden />} aria-label={`删除第 ${row.name + 1} 个角色`} onClick={() => remove(row.name)} />
                </div>
              ))}
              <Button type="dashed" icon={<PlusOutlined aria-hidden />} onClick={() => add({ unitId: root })}>
                添加角色
              </Button>
              <Form.ErrorList errors={errors} />
            </fieldset>
          )}
        </Form.List>
        {save.error && <Alert type="error" role="alert" showIcon title={detailOf(save.error)} className="spaced" />}
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          保存
        </Button>
      </Form>
    </Modal>
  );
}
