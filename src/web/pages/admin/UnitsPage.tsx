/** The tree of units, as the catalogue file has it. */
import { Link } from "react-router";
import type { Unit } from "../../api/types";
import { Scroll } from "../../parts/Scroll";
import { PageHead } from "../../parts/PageHead";
import { useUnits } from "../../parts/pickers";
import { useSession } from "../../session/session";

export default function UnitsPage() {
  const units = useUnits();
  const { has } = useSession();
  const mayOpen = has("window", "handler", "caller", "reviewer", "supervisor");
  return (
    <>
      <PageHead title="单位与目录" note="来自 config/catalogue.yaml，服务启动时读入；推送记录按代码、名称或别名认出单位。" />
      <Scroll>
        <table className="list">
          <thead>
            <tr>
              <th>单位</th>
              <th>代码</th>
              <th>别名</th>
              {mayOpen && (
                <th>
                  <span className="visually-hidden">查看</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {inOrder(units).map(({ unit, depth }) => (
              <tr key={unit.id}>
                <td style={{ paddingLeft: 10 + depth * 24 }}>{unit.name}</td>
                <td>{unit.code}</td>
                <td>{unit.aliases.join("、") || "—"}</td>
                {mayOpen && (
                  <td>
                    <Link to={`/cases?unit=${unit.id}`} aria-label={`${unit.name}的工单`}>
                      工单
                    </Link>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

function inOrder(units: readonly Unit[], parentId: number | null = null, depth = 0): { unit: Unit; depth: number }[] {
  return units.filter((unit) => unit.parentId === parentId).flatMap((unit) => [{ unit, depth }, ...inOrder(units, unit.id, depth + 1)]);
}
