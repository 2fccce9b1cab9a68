/** One's own account: who one is here, and the password. */
import { useMutation } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input } from "antd";
import { answerOf, api, ApiProblem, detailOf } from "../../api/client";
import { PageHead } from "../../parts/PageHead";
import { useUnits } from "../../parts/pickers";
import { timeText } from "../../parts/times";
import { useSession } from "../../session/session";
import { Sessions } from "./Sessions";
import "./admin.css";

interface Fields {
  current: string;
  password: string;
  again: string;
}

export default function AccountPage() {
  const { me, logout } = useSession();
  const units = useUnits();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const change = useMutation({
    mutationFn: ({ current, password }: Fields) => answerOf(api.POST("/api/v1/auth/password", { body: { current, password } })),
    onSuccess: () => {
      form.resetFields();
      void message.success("密码已修改，其他设备上的登录已退出。");
    },
  });
  const problem = change.error instanceof ApiProblem && change.error.errors[0] ? change.error.errors[0].message : change.error && detailOf(change.error);
  return (
    <>
      <PageHead title="我的账号">
        <Button onClick={() => void logout()}>退出登录</Button>
      </PageHead>
      <section className="panel" aria-label="概况">
        <dl className="facts">
          <dt>姓名</dt>
          <dd>{me.user.displayName}</dd>
          <dt>角色</dt>
          <dd>{me.roles.map(({ label, unitPath }) => `${label}（${units.find(({ path }) => path === unitPath)?.name ?? "—"}）`).join("、")}</dd>
          <dt>本次登录至</dt>
          <dd>
            {timeText(me.expiresAt)}；{me.idleMinutes} 分钟没有操作也会退出
          </dd>
        </dl>
      </section>
      <Sessions />
      <section className="panel" aria-labelledby="password-title">
        <h2 id="password-title">修改密码</h2>
        <Form<Fields> form={form} layout="vertical" onFinish={(fields) => change.mutate(fields)} className="narrow">
          <Form.Item name="current" label="现在的密码" rules={[{ required: true }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Form.Item name="password" label="新密码" rules={[{ required: true }, { min: 10, message: "至少 10 个字符，越长越好" }]}>
            <Input.Password autoComplete="new-password" maxLength={200} />
          </Form.Item>
          <Form.Item
            name="again"
            label="再输一遍新密码"
            dependencies={["password"]}
            rules={[{ required: true }, ({ getFieldValue }) => ({ validator: (_, value) => (!value || value === getFieldValue("password") ? Promise.resolve() : Promise.reject(new Error("两次输入的不一样"))) })]}
          >
            <Input.Password autoComplete="new-password" maxLength={200} />
          </Form.Item>
          {problem && <Alert type="error" role="alert" showIcon title={problem} className="spaced" />}
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            修改密码
          </Button>
        </Form>
      </section>
    </>
  );
}
