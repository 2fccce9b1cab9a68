/** Name and password; used to sign in, and to come back after a session has ended. */
import { LockOutlined, UserOutlined } from "@ant-design/icons";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { answerOf, api, detailOf } from "../api/client";
import type { Me } from "../api/types";

const lastName = "huiyin:last-username";

interface Props {
  onLogin: (me: Me) => void;
  /** The page behind is still open: the name is known. */
  again?: boolean;
  /** Filled in where an account of the demonstration was chosen. */
  chosen?: { username: string; password: string } | null;
}

export function LoginForm({ onLogin, again = false, chosen = null }: Props) {
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function submit(given: { username: string; password: string }): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      const me = await answerOf(api.POST("/api/v1/auth/login", { body: given }));
      sessionStorage.setItem(lastName, given.username);
      onLogin(me);
    } catch (error) {
      setProblem(detailOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Form
      key={chosen?.username ?? ""}
      layout="vertical"
      requiredMark={false}
      initialValues={chosen ?? { username: again ? (sessionStorage.getItem(lastName) ?? "") : "", password: "" }}
      onFinish={(given: { username: string; password: string }) => void submit(given)}
    >
      {problem !== null && <Alert type="error" title={problem} showIcon role="alert" className="spaced" />}
      <Form.Item label="用户名" name="username" rules={[{ required: true, message: "请输入用户名" }]}>
        <Input prefix={<UserOutlined aria-hidden />} autoComplete="username" autoFocus={!again} maxLength={100} />
      </Form.Item>
      <Form.Item label="密码" name="password" rules={[{ required: true, message: "请输入密码" }]}>
        <Input.Password prefix={<LockOutlined aria-hidden />} autoComplete="current-password" autoFocus={again} maxLength={800} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={isBusy}>
        登录
      </Button>
    </Form>
  );
}
