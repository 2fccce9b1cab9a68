/** The rules in force, in words. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { answerOf, api } from "../../api/client";
import { Scroll } from "../../parts/Scroll";
import { PageHead } from "../../parts/PageHead";
import { Fetched } from "../../parts/states";
import "./admin.css";

export default function PoliciesPage() {
  const query = useQuery({ queryKey: ["policies"], queryFn: () => answerOf(api.GET("/api/v1/policies")), staleTime: 300_000 });
  return (
    <>
      <PageHead title="办理规则" note="来自 config/policy.yaml，服务启动时校验：可以比法规严，不能更宽。">
        <Button onClick={() => window.print()}>打印</Button>
      </PageHead>
      <Fetched query={query} rows={12}>
        {({ sections }) =>
          sections.map(({ title, note, head, rows }, index) => (
            <section key={title} className="panel" aria-labelledby={`rule-${index}`}>
              <h2 id={`rule-${index}`}>{title}</h2>
              <p className="muted spaced">{note}</p>
              {head.length === 0 ? (
                <dl className="facts">
                  {rows.map(([name, value]) => (
                    <div key={name} className="fact">
                      <dt>{name}</dt>
                      <dd>{value}</dd>
                    </div>
                  ))}
                </dl>
              ) : (
                <Scroll className="rules">
                  <table className="list">
                    <thead>
                      <tr>
                        {head.map((name) => (
                          <th key={name}>{name}</th>
                        ))}
                      </tr>
                    </thead>
                    <tbody>
                      {rows.map((row, at) => (
                        <tr key={at}>
                          {row.map((cell, column) => (
                            <td key={column}>{cell}</td>
                          ))}
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </Scroll>
              )}
            </section>
          ))
        }
      </Fetched>
    </>
  );
}
