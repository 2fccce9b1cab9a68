/** The complainant's own page: `GET` shows the form and uses nothing up (messengers look at links by themselves), `POST` rates once. */
import type { FastifyReply } from "fastify";
import Type from "typebox";
import { dayOf } from "../../rules/shanghai.ts";
import { ratings, type Rating } from "../../rules/words.ts";
import { HuiyinError } from "../../store/errors.ts";
import { rateByLink, type SelfRating } from "../../store/rateByLink.ts";
import { readRatingLink } from "../../store/ratingLinks.ts";
import type { App, RouteDeps } from "../app.ts";
import { statusOf } from "../errors.ts";
import { answers } from "../openapi.ts";
import { formPolicy } from "../pagePolicy.ts";
import { commentCharactersMax, ratingForm, ratingMessage, type RatingPage } from "../ratingPage.ts";

const TokenParams = Type.Object({ token: Type.String({ maxLength: 200 }) });
const requestsPerMinuteMax = 30;
const formBytesMax = 16 * 1024;

export function ratingRoutes(app: App, { store, now, rulebook }: RouteDeps): void {
  const shape = { tags: ["rating"], params: TokenParams, produces: ["text/html"], response: answers({ 200: Type.String() }) };
  const config = { rateLimit: { max: requestsPerMinuteMax, timeWindow: "1 minute" } };
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string", bodyLimit: formBytesMax }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });

  app.get("/rate/:token", { config, schema: { summary: "自助评价（网页）", ...shape } }, async (request, reply) => {
    return shown(reply, async () => ratingForm(await invitation(request.params.token)));
  });

  app.post("/rate/:token", { config, schema: { summary: "提交自助评价", ...shape, body: Type.Record(Type.String(), Type.String()) } }, async (request, reply) => {
    const { rating = "", solved = "", comment = "" } = request.body;
    return shown(reply, async () => {
      const page = await invitation(request.params.token);
      const fault = faultOf(rating, solved, comment);
      if (fault !== null) return ratingForm({ ...page, fault: { message: fault, rating, solved, comment } });
      const given: SelfRating = { rating: rating as Rating, solved: solved === "yes", comment: comment.trim() };
      await store.write((tx) => rateByLink(tx, request.params.token, given, { at: now(), rulebook: rulebook() }));
      return ratingMessage("感谢您的评价", "您的评价已经记入回访结果。如您不满意，我们会重新办理并再次与您联系。");
    });
  });

  async function invitation(token: string): Promise<RatingPage> {
    const link = await readRatingLink(store.read, token, { at: now(), vault: rulebook().vault });
    return { caseNo: link.caseNo, reportedOn: dayOf(link.reportedAt), unitName: link.unitName, expiresOn: dayOf(link.expiresAt) };
  }

  /** People see a page whatever happens; a machine sees the status. */
  async function shown(reply: FastifyReply, make: () => Promise<string>): Promise<string> {
    let html: string;
    try {
      html = await make();
    } catch (error) {
      if (!(error instanceof HuiyinError) || error.code === "store-unavailable") throw error;
      // A case that moved on while the form was open refuses the event: to the complainant that is a link that is no longer valid.
      const isLink = error.code.startsWith("rating-link-");
      html = isLink ? ratingMessage("无法评价", error.detail) : ratingMessage("无法评价", "这个链接已经失效：工单已有新的进展，我们会再次与您联系。");
      void reply.code(isLink ? statusOf(error.code) : 410);
    }
    // Without a referrer a browser would post the form as from nowhere, which is refused as foreign.
    return reply.header("content-security-policy", formPolicy(html)).header("referrer-policy", "same-origin").type("text/html; charset=utf-8").serializer(String).send(html);
  }
}



function faultOf(rating: string, solved: string, comment: string): string | null {
  if (!(ratings as readonly string[]).includes(rating)) return "请选择满意程度。";
  if (solved !== "yes" && solved !== "no") return "请选择问题是否解决。";
  return [...comment].length > commentCharactersMax ? `意见不能超过 ${commentCharactersMax} 个字。` : null;
}
