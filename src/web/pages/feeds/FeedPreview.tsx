/** What would be read of a file, field by field, and what would be quarantined and why. */
import { Scroll } from "../../parts/Scroll";
import { Tone } from "../../parts/Tone";

/** As the check of a file answers. */
export interface FeedReport {
  totals: { records: number; good: number; quarantined: number };
  fields: {
    field: string;
    label: string;
    required: boolean;
    from: { key: string; count: number }[];
    near: string | null;
    filled: number;
    defaulted: number;
    missing: number;
    problems: number;
    unknownCodes: { code: string; count: number }[];
    sample: { given: string; read: string } | null;
  }[];
  extra: { key: string; count: number }[];
  reasons: { code: string; field: string | null; detail: string; count: number }[];
  duplicates: { sameContent: number; differentContent: number };
}

export function FeedPreview({ report: { totals, fields, extra, reasons, duplicates } }: { report: FeedReport }) {
  const repeated = duplicates.sameContent + duplicates.differentContent;
  return (
    <section className="panel" aria-labelledby="preview-title">
      <h2 id="preview-title">预览</h2>
      <p className="spaced" role="status">
        共 {totals.records} 条，<Tone tone="green">可入库 {totals.good} 条</Tone> {totals.quarantined > 0 && <Tone tone="red">将隔离 {totals.quarantined} 条</Tone>} {repeated > 0 && <Tone>文件内重复 {repeated} 条</Tone>}
      </p>
      {reasons.length > 0 && (
        <ul className="reasons spaced">
          {reasons.map(({ code, field, detail, count }) => (
            <li key={`${code}${field ?? ""}`}>
              {count} 条：{detail}
            </li>
          ))}
        </ul>
      )}
      <Scroll>
        <table className="list">
          <thead>
            <tr>
              <th>项目</th>
              <th>取自</th>
              <th>原文 → 读作（首条）</th>
              <th className="number">有值</th>
              <th className="number">缺</th>
              <th className="number">读不出</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((row) => (
              <tr key={row.field}>
                <td className="nowrap">
                  {row.label} {row.required && <span className="muted">必填</span>}
                </td>
                <td>
                  {row.from.map(({ key }) => key).join("、") || "—"}
                  {row.near !== null && <div className="muted">是否应取“{row.near}”？</div>}
                </td>
                <td>
                  {row.sample === null ? "—" : row.sample.given === row.sample.read ? row.sample.read : `${row.sample.given} → ${row.sample.read}`}
                  {row.unknownCodes.length > 0 && <div className="muted">未知代码：{row.unknownCodes.slice(0, 5).map(({ code, count }) => `${code}（${count}）`).join("、")}</div>}
                </td>
                <td className="number">{row.filled + row.defaulted}</td>
                <td className="number">{row.missing}</td>
                <td className="number">{row.problems > 0 ? <Tone tone="red">{row.problems}</Tone> : 0}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {extra.length > 0 && <p className="muted">未列入档案、原样保留的项目：{extra.map(({ key }) => key).slice(0, 30).join("、")}</p>}
    </section>
  );
}
