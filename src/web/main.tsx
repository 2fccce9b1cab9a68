/** The page starts here: its language, its colours, its way to fetch, and the gate that asks who is there. */
import "dayjs/locale/zh-cn";
import "./style.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider } from "antd";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { ApiProblem } from "./api/client";
import { nonce } from "./nonce";
import { SessionGate } from "./session/session";
import { Shell } from "./shell/Shell";
import { theme } from "./theme";

dayjs.locale("zh-cn");
// After the first drawing: most machines have glyphs of their own.
void import("./font");

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays one; only where nothing answered is it worth asking again.
      retry: (count, error) => count < 2 && error instanceof ApiProblem && (error.status === 0 || error.status === 503),
    },
  },
});

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <ConfigProvider locale={zhCN} theme={theme} csp={{ nonce }} form={{ validateMessages: { required: "请填写${label}" } }} button={{ autoInsertSpace: false }}>
      <AntApp>
        <QueryClientProvider client={queries}>
          <BrowserRouter>
            <SessionGate>
              <Shell />
            </SessionGate>
          </BrowserRouter>
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  </StrictMode>,
);
