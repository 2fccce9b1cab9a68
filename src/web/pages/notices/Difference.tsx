/** The revisions of a notice, and what one changed of another, figure by figure. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { answerOf, api } from "../../api/client";
import { Scroll } from "../../parts/Scroll";
import { Fetched } from "../../parts/states";
import { timeText } from "../../parts/times";
import type { Notice } from "./content";

export function Difference({ notice: { week, revisions }, toRevision }: { notice: Notice; toRevision: (revision: number) => void }) {
  const [compared, setCompared] = useState<{ from?: number; to?: number } | null>(null);
  if (revisions.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="revisions-title">
      <h2 id="revisions-title">版次</h2>
      <ul className="plain-list">
        {revisions.map(({ revision, reason, publishedAt, publishedBy }) => (
          <li key={revision}>
            第 {revision} 版，{timeText(publishedAt)} {publishedBy} 发布{reason && `，修订理由：${reason}`}{" "}
            <Button size="small" onClick={() => toRevision(revision)}>
              查看
            </Button>{" "}
            {revision > 1 && (
              <Button size="small" onClick={() => setCompared({ from: revision - 1, to: revision })}>
                与上一版比较
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Button onClick={() => setCompared({})}>与现在重算的结果比较</Button>
      {compared && <Table week={week} query={compared} />}
    </section>
  );
}

function Table({ week, query }: { week: string; query: { from?: number; to?: number } }) {
  const difference = useQuery({ queryKey: ["notices", week, "difference", query], queryFn: () => answerOf(api.GET("/api/v1/notices/{week}/difference", { params: { path: { week }, query } })) });
  return (
    <Fetched query={difference} rows={3}>
      {({ from, to, items }) =>
        items.length === 0 ? (
          <p>
            第 {from} 版与{to === null ? "现在重算的结果" : `第 ${to} 版`}没有差别。
          </p>
        ) : (
          <Scroll>
            <table className="list">
              <caption className="visually-hidden">差别</caption>
              <thead>
                <tr>
                  <th>项目</th>
                  <th>第 {from} 版</th>
                  <th>{to === null ? "现在" : `第 ${to} 版`}</th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ path, label, before, after }) => (
                  <tr key={path}>
                    <td>{label}</td>
                    <td>{before}</td>
                    <td>{after}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )
      }
    </Fetched>
  );
}
