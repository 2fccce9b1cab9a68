/** Evaluations and study digests as the server and the command line ask for them: figures of the store, composed and printed by the reports. */
import { digest, digestCase, digestHtml } from "../../reports/evaluation/digest.ts";
import { evaluation, type Evaluation, type EvaluationInput } from "../../reports/evaluation/evaluation.ts";
import { evaluationHtml } from "../../reports/evaluation/evaluationHtml.ts";
import { parsePeriod, periodsBefore, type NamedPeriod } from "../../rules/periods.ts";
import { addDays, instantAt, weekRange } from "../../rules/shanghai.ts";
import type { Instant } from "../../rules/words.ts";
import type { EvaluationsPort } from "../../server/ports.ts";
import { complainantOf } from "../../store/complainant.ts";
import type { FigureScope } from "../../store/metrics.ts";
import { readFigures } from "../../store/readFigures.ts";
import { typicalLibrary } from "../../store/readTypicalCases.ts";
import { typicalCases } from "../../store/readNotice.ts";
import type { House } from "../house.ts";

export function evaluationsPort(house: Pick<House, "store" | "rulebook" | "config">): EvaluationsPort {
  const unseal = (sealed: string) => complainantOf({ complainant_sealed: sealed }, house.rulebook.vault);
  return {
    async typical(filter, now) {
      const { items, nextBeforeId } = await typicalLibrary(house.store.read, filter, now);
      return { items: items.map((row) => digestCase(row, unseal)), nextBeforeId };
    },
    async evaluate(period, subject, now) {
      const made = await evaluate(house, period, subject, now);
      return { json: { ...made }, html: evaluationHtml(made) };
    },
    async digest(week, now) {
      const made = digest({ week, cases: await typicalCases(house.store.read, weekRange(week), week), now }, unseal);
      return { json: { ...made }, html: digestHtml(made) };
    },
  };
}

async function evaluate({ store, rulebook, config }: Pick<House, "store" | "rulebook" | "config">, period: NamedPeriod, subject: EvaluationInput["subject"], now: Instant): Promise<Evaluation> {
  const scopeOf = ({ from, to }: NamedPeriod): FigureScope => ({
    period: { from: instantAt(from, 0), to: instantAt(addDays(to, 1), 0), now },
    only: subject === "enterprise" ? (eb) => eb("cases.lane", "=", "enterprise") : undefined,
  });
  const { read } = store;
  const scope = scopeOf(period);
  const { total, rows: byUnit } = await readFigures(read, scope, "unit");
  const before = periodsBefore(period);
  const totalOf = async (name: string) => {
    const earlier = parsePeriod(name);
    return earlier === null ? 0 : (await readFigures(read, scopeOf(earlier), null)).total.complaints;
  };
  return evaluation(
    {
      period,
      subject,
      issuer: config.root.name,
      now,
      total,
      byUnit,
      byWindow: (await readFigures(read, scope, "window")).rows,
      byHandler: (await readFigures(read, scope, "handler")).rows,
      byItem: (await readFigures(read, scope, "item")).rows,
      previousTotal: await totalOf(before.previous),
      yearBeforeTotal: await totalOf(before.yearBefore),
    },
    rulebook.policy.scoreCard,
  );
}
