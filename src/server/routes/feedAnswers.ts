/** What a source asks afterwards: receipts, accounting, and the answers to its cases. */
import { addDays, isDay, toOffsetText } from "../../rules/shanghai.ts";
import { acknowledgeAnswer, pendingAnswers } from "../../store/answers.ts";
import { HuiyinError } from "../../store/errors.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf } from "../auth.ts";
import {
  Accounting,
  AccountingQuery,
  AcknowledgeRequest,
  AcknowledgeResponse,
  Answers,
  AnswersQuery,
  Receipt,
  RecordParams,
  SourceParams,
} from "../contract/feeds.ts";
import { invalid, notFound } from "../errors.ts";
import { answers } from "../openapi.ts";

/** More days at once would make one request as dear as a thousand. */
const accountingDaysMax = 3660;

export function feedAnswerRoutes(app: App, { store, ports, now, rulebook }: RouteDeps): void {
  const tags = ["feeds"];

  app.get(
    "/feeds/:source/records/:externalId",
    { schema: { summary: "入库凭据", tags, params: RecordParams, response: answers({ 200: Receipt }) } },
    async (request) => {
      const receipt = await ports.feeds.receipt(request.params.source, request.params.externalId);
      if (!receipt) throw notFound("没有收到过这个编号的记录。");
      return { ...receipt, receivedAt: toOffsetText(receipt.receivedAt) };
    },
  );

  app.get(
    "/feeds/accounting",
    { schema: { summary: "收件对账", tags, querystring: AccountingQuery, response: answers({ 200: Accounting }) } },
    async (request) => {
      const { from, to } = request.query;
      if (!isDay(from)) throw invalid("/from", "没有这一天。");
      if (!isDay(to)) throw invalid("/to", "没有这一天。");
      if (to < from) throw invalid("/to", "结束日不能早于开始日。");
      if (addDays(from, accountingDaysMax) < to) throw invalid("/to", `一次最多查询 ${accountingDaysMax} 天。`);
      return ports.feeds.accounting({ from, to, sources: callerOf(request).key?.sources });
    },
  );

  app.get(
    "/feeds/:source/answers",
    { schema: { summary: "待取回的答复", tags, params: SourceParams, querystring: AnswersQuery, response: answers({ 200: Answers }) } },
    async (request) => {
      const { since = 0, limit = 50 } = request.query;
      const found = await pendingAnswers(store.read, request.params.source, since, limit + 1);
      const items = found.slice(0, limit).map((answer) => ({ ...answer, createdAt: toOffsetText(answer.createdAt) }));
      return { items, nextSince: found.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
  );

  app.post(
    "/feeds/:source/answers/acknowledge",
    {
      schema: {
        summary: "确认答复送达",
        tags,
        params: SourceParams,
        body: AcknowledgeRequest,
        response: answers({ 200: AcknowledgeResponse }),
      },
    },
    async (request) => {
      const { actor } = callerOf(request);
      const { source } = request.params;
      const results: { id: number; outcome: string; detail?: string }[] = [];
      // One by one, each in its own transaction: a refused one does not hold up the others.
      for (const { id, proof } of request.body.items) {
        const context = { at: now(), actor, rulebook: rulebook() };
        try {
          results.push({
            id,
            outcome: await store.write((tx) => acknowledgeAnswer(tx, { id, source, channel: "interface", proof }, context)),
          });
        } catch (error) {
          if (!(error instanceof HuiyinError)) throw error;
          results.push({ id, outcome: "refused", detail: error.detail });
        }
      }
      return { results };
    },
  );
}
