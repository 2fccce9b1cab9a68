/** The hall's paper: the assignment slip (交办单) of a case and the window's ledger (工作台账), as pages for printing and as files. */
import Type from "typebox";
import { addDays, isDay } from "../../rules/shanghai.ts";
import { readCase } from "../../store/readCases.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf, casePathsOf } from "../auth.ts";
import { DayText, IdParams, OneOf } from "../contract/basics.ts";
import { invalid } from "../errors.ts";
import { answers } from "../openapi.ts";
import { mediaTypes, sent } from "../sentDocument.ts";
import { unknownCase } from "./cases.ts";

const ledgerDaysMax = 366;
const LedgerQuery = Type.Object({ from: DayText, to: DayText, which: Type.Optional(OneOf(["window", "all"], "window: registered at the window or escalated to it")) });

export function paperRoutes(app: App, { store, ports, now }: RouteDeps): void {
  const tags = ["paper"];
  const response = answers({ 200: Type.Unsafe<unknown>(Type.Any({ description: "The document" })) });

  for (const format of ["html", "docx"] as const) {
    app.get(`/cases/:id/slip.${format}`, { schema: { summary: `交办单（${format}）`, tags, params: IdParams, produces: [mediaTypes[format]], response } }, async (request, reply) => {
      const { actor } = callerOf(request);
      const row = await readCase(store.read, request.params.id, casePathsOf(actor));
      if (!row) throw unknownCase();
      const document = await ports.paper.slip(row, { format, printedBy: actor.name, at: now() });
      return sent(reply, document, format, `交办单-${row.case_no ?? row.id}`);
    });
  }

  for (const format of ["html", "docx", "xlsx"] as const) {
    app.get(`/ledger.${format}`, { schema: { summary: `窗口工作台账（${format}）`, tags, querystring: LedgerQuery, produces: [mediaTypes[format]], response } }, async (request, reply) => {
      const { actor } = callerOf(request);
      const { from, to, which = "window" } = request.query;
      if (!isDay(from)) throw invalid("/from", "没有这一天。");
      if (!isDay(to)) throw invalid("/to", "没有这一天。");
      if (to < from) throw invalid("/to", "结束日不能早于开始日。");
      if (addDays(from, ledgerDaysMax) < to) throw invalid("/to", `一次最多导出 ${ledgerDaysMax} 天。`);
      const document = await ports.paper.ledger({ from, to, which, scopePaths: casePathsOf(actor), format, printedBy: actor.name, at: now() });
      return sent(reply, document, format, `窗口工作台账-${from}-${to}`);
    });
  }
}
