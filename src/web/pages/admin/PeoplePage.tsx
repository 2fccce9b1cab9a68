/** People: who does what where, added, changed, disabled; passwords are made here and shown once. */
import { PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { answerOf, api, detailOf } from "../../api/client";
import { Scroll } from "../../parts/Scroll";
import { PageHead } from "../../parts/PageHead";
import { Secret } from "../../parts/Secret";
import { Fetched, Nothing } from "../../parts/states";
import { Tone } from "../../parts/Tone";
import { useSession } from "../../session/session";
import { PersonForm, type User } from "./PersonForm";
import "./admin.css";

export default function PeoplePage() {
  const queries = useQueryClient();
  const { modal, message } = App.useApp();
  const { me } = useSession();
  const query = useQuery({ queryKey: ["users"], queryFn: () => answerOf(api.GET("/api/v1/users")) });
  const [edited, setEdited] = useState<User | "new" | null>(null);
  const [made, setMade] = useState<{ username: string; password: string } | null>(null);
  const [typed, setTyped] = useState("");
  const [withDisabled, setWithDisabled] = useState(false);
  const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: ["users"] }), queries.invalidateQueries({ queryKey: ["people"] })]);
  const failed = (error: unknown) => void message.error(detailOf(error));
  const able = useMutation({
    mutationFn: ({ id, disabled }: { id: number; disabled: boolean }) => answerOf(api.PATCH("/api/v1/users/{id}", { params: { path: { id } }, body: { disabled } })),
    onError: failed,
    onSettled: refresh,
  });
  const reset = useMutation({
    mutationFn: ({ id }: User) => answerOf(api.POST("/api/v1/users/{id}/password", { params: { path: { id } } })),
    onSuccess: ({ password }, { username }) => setMade({ username, password }),
    onError: failed,
  });
  const signOut = useMutation({
    mutationFn: ({ id }: User) => answerOf(api.DELETE("/api/v1/users/{id}/sessions", { params: { path: { id } } })),
    onSuccess: ({ ended }, { displayName }) => void message.success(ended > 0 ? `“${displayName}”的 ${ended} 处登录已退出` : `“${displayName}”现在没有登录`),
    onError: failed,
  });
  const ask = (title: string, content: string, okText: string, onOk: () => Promise<unknown>) => void modal.confirm({ title, content, okText, cancelText: "取消", onOk: () => onOk().catch(() => undefined) });
  const wanted = typed.trim().toLowerCase();

  return (
    <>
      <PageHead title="人员" note="角色在单位内有效，并及于下级单位。停用后立即退出登录，其经办记录保留。">
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEdited("new")}>
          添加人员
        </Button>
      </PageHead>
      <div className="filters">
        <Input aria-label="查找" placeholder="姓名、用户名、单位" allowClear value={typed} onChange={({ target }) => setTyped(target.value)} className="wide-filter" />
        <Checkbox checked={withDisabled} onChange={({ target }) => setWithDisabled(target.checked)}>
          含已停用的
        </Checkbox>
      </div>
      <Fetched query={query}>
        {({ items }) => {
          const shown = items.filter((user) => (withDisabled || !user.disabled) && [user.displayName, user.username, ...user.roles.map(({ unitName }) => unitName)].some((text) => text.toLowerCase().includes(wanted)));
          if (shown.length === 0)
            return (
              <div className="panel">
                <Nothing>没有符合条件的人员。</Nothing>
              </div>
            );
          return (
            <Scroll>
              <table className="list">
                <thead>
                  <tr>
                    <th>姓名</th>
                    <th>用户名</th>
                    <th>角色与单位</th>
                    <th>状态</th>
                    <th>
                      <span className="visually-hidden">操作</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((user) => (
                    <tr key={user.id}>
                      <td className="nowrap">{user.displayName}</td>
                      <td className="nowrap">{user.username}</td>
                      <td>{user.roles.map(({ roleLabel, unitName }) => `${roleLabel}（${unitName}）`).join("、") || "—"}</td>
                      <td>{user.disabled ? <Tone>已停用</Tone> : <Tone tone="green">在用</Tone>}</td>
                      <td>
                        <div className="buttons">
                          <Button size="small" onClick={() => setEdited(user)}>
                            修改
                          </Button>
                          <Button size="small" onClick={() => ask(`重置“${user.displayName}”的密码？`, "原密码立即失效，此人的登录也随之退出。", "重置", () => reset.mutateAsync(user))}>
                            重置密码
                          </Button>
                          {!user.disabled && user.id !== me.user.id && (
                            <Button size="small" onClick={() => ask(`让“${user.displayName}”退出登录？`, "此人在各处的登录立即退出，可凭原密码再次登录。", "退出登录", () => signOut.mutateAsync(user))}>
                              退出登录
                            </Button>
                          )}
                          {user.disabled ? (
                            <Button size="small" onClick={() => able.mutate({ id: user.id, disabled: false })}>
                              启用
                            </Button>
                          ) : (
                            user.id !== me.user.id && (
                              <Button size="small" danger onClick={() => ask(`停用“${user.displayName}”？`, "立即退出登录。名下未办结的工单请随后改派。", "停用", () => able.mutateAsync({ id: user.id, disabled: true }))}>
                                停用
                              </Button>
                            )
                          )}
                        </div>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          );
        }}
      </Fetched>
      {edited !== null && (
        <PersonForm
          user={edited === "new" ? null : edited}
          close={() => setEdited(null)}
          done={async (added) => {
            setEdited(null);
            if (added) setMade(added);
            await refresh();
          }}
        />
      )}
      {made && <Secret title="密码已生成" note={`请把密码告诉“${made.username}”本人，登录后可在“我的账号”修改。`} value={made.password} close={() => setMade(null)} />}
    </>
  );
}
