/** A walk-in that has just been registered: its number to tell the person, and what comes next. */
import { Button, Result, Space } from "antd";
import { useEffect, useRef } from "react";
import { Link } from "react-router";
import type { Case } from "../../api/types";
import { timeText } from "../../parts/times";

export function Registered({ case: made, another }: { case: Case; another: () => void }) {
  const next = useRef<HTMLAnchorElement>(null);
  useEffect(() => next.current?.focus(), []);
  const accept = made.deadlines.find(({ kind }) => kind === "accept");
  return (
    <Result
      status="success"
      title={<h1 className="case-no">{made.caseNo}</h1>}
      subTitle={`已登记。请把编号告诉群众。${accept ? `应在 ${timeText(accept.due)} 前受理。` : ""}`}
      extra={
        <Space wrap>
          <Link ref={next} to={`/cases/${made.id}`} className="ant-btn ant-btn-primary">
            去受理、交办
          </Link>
          <Button href={`/api/v1/cases/${made.id}/slip.html`} target="_blank" rel="noopener">
            打印交办单
          </Button>
          <Button onClick={another}>再登记一件</Button>
        </Space>
      }
    />
  );
}
