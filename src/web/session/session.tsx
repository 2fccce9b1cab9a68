/** Who is at the desk. A session that ends asks for the password over the page as it stands, so that nothing typed is lost. */
import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { Modal, Spin } from "antd";
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from "react";
import { useNavigate } from "react-router";
import { answerOf, api, ApiProblem, onSessionEnd } from "../api/client";
import type { Me, Role } from "../api/types";
import { ErrorPanel } from "../parts/states";
import { forgetDrafts } from "../parts/useDraft";
import { LoginForm } from "./LoginForm";
import { LoginPage } from "./LoginPage";
import { useServiceQuery } from "./service";

export interface SessionValue {
  me: Me;
  has: (...roles: Role[]) => boolean;
  logout: () => Promise<void>;
}

const Session = createContext<SessionValue | null>(null);

export function useSession(): SessionValue {
  const session = use(Session);
  if (session === null) throw new Error("useSession outside of SessionGate");
  return session;
}

export function SessionGate({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [isExpired, setExpired] = useState(false);
  const service = useServiceQuery();
  const me = useQuery({ queryKey: ["me"], queryFn: meOrNull, staleTime: Infinity });
  useEffect(() => onSessionEnd(() => setExpired(true)), []);

  const held = me.data ?? null;
  const value = useMemo<SessionValue | null>(() => {
    if (held === null) return null;
    return {
      me: held,
      has: (...roles) => held.roles.some(({ role }) => roles.includes(role)),
      async logout() {
        await answerOf(api.POST("/api/v1/auth/logout")).catch(() => undefined);
        forgetDrafts();
        forgetAll(queries);
        await navigate("/");
        queries.setQueryData(["me"], null);
      },
    };
  }, [held, queries, navigate]);

  async function cameBack(back: Me): Promise<void> {
    setExpired(false);
    const isSame = back.user.id === held?.user.id;
    if (!isSame) {
      forgetDrafts();
      forgetAll(queries);
      // Somebody else starts at his own worklist; who has just come in goes where he wanted to.
      if (held !== null) await navigate("/");
    }
    queries.setQueryData(["me"], back);
    if (isSame) await queries.invalidateQueries();
  }

  if (service.isError && service.data === undefined) return <ErrorPanel error={service.error} retry={() => void service.refetch()} />;
  if (me.isPending || service.data === undefined) return <Spin fullscreen description="正在打开…" />;
  if (me.isError) return <ErrorPanel error={me.error} retry={() => void me.refetch()} />;
  if (value === null) return <LoginPage onLogin={(back) => void cameBack(back)} />;
  return (
    <Session value={value}>
      {children}
      <Modal open={isExpired} title="登录已失效" footer={null} closable={false} keyboard={false} mask={{ closable: false }} width={380} destroyOnHidden>
        <p>离开时间较长，请重新输入密码。页面上已填写的内容都还在。</p>
        <LoginForm onLogin={(back) => void cameBack(back)} again />
      </Modal>
    </Session>
  );
}

/** What one person was shown is not for the next; what everybody is told stays. */
function forgetAll(queries: QueryClient): void {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "service" });
}

async function meOrNull(): Promise<Me | null> {
  try {
    return await answerOf(api.GET("/api/v1/auth/me"));
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return null;
    throw error;
  }
}
