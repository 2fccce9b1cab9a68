/** The search that is always at hand: `/` goes to it from anywhere. */
import { SearchOutlined } from "@ant-design/icons";
import { Input, type InputRef } from "antd";
import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { useSession } from "../session/session";
import { isTyping } from "./keyboard";

export function SearchBox() {
  const box = useRef<InputRef>(null);
  const navigate = useNavigate();
  const { has } = useSession();
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== "/" || isTyping(event)) return;
      event.preventDefault();
      box.current?.focus({ cursor: "all" });
    };
    window.addEventListener("keydown", focus);
    return () => window.removeEventListener("keydown", focus);
  }, []);
  if (!has("window", "handler", "caller", "reviewer", "supervisor")) return <span className="search" />;
  return (
    <search className="search">
      <Input
        ref={box}
        prefix={<SearchOutlined aria-hidden />}
        placeholder="搜索工单：文字、编号、电话（按 / ）"
        aria-label="搜索工单"
        maxLength={100}
        allowClear
        onPressEnter={(event) => {
          const q = event.currentTarget.value.trim();
          if (q === "") return;
          // The keys are the list's now: j and k are no longer letters.
          event.currentTarget.blur();
          void navigate(`/cases?q=${encodeURIComponent(q)}`);
        }}
      />
    </search>
  );
}
