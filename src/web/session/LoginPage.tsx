/** The door. In a demonstration it offers an account for every role. */
import { useState } from "react";
import type { Me } from "../api/types";
import { LoginForm } from "./LoginForm";
import { useService } from "./service";

export function LoginPage({ onLogin }: { onLogin: (me: Me) => void }) {
  const { demo } = useService();
  const [chosen, setChosen] = useState<{ username: string; password: string } | null>(null);
  const first = demo?.accounts.filter((account, index, all) => all.findIndex(({ role }) => role === account.role) === index) ?? [];
  return (
    <main className="login">
      <section className="login-card" aria-labelledby="login-title">
        <h1 id="login-title">回音</h1>
        <p className="motto">件件有落实 · 事事有回音</p>
        <LoginForm onLogin={onLogin} chosen={chosen} />
        {demo !== null && (
          <div className="demo-accounts">
            <p>
              <strong>演示环境</strong>：人员与诉求均为虚构。选一个角色，账号和密码即填好。
            </p>
            <ul>
              {first.map(({ username, displayName, roleLabel, unit }) => (
                <li key={username}>
                  <button type="button" className="plain" onClick={() => setChosen({ username, password: demo.password })}>
                    <strong>{roleLabel}</strong>
                    <span>
                      {displayName} · {unit}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
            <p className="muted">其他账号：{demo.accounts.filter((account) => !first.includes(account)).map(({ username }) => username).join("、")}，密码均为 {demo.password}。</p>
          </div>
        )}
      </section>
    </main>
  );
}
