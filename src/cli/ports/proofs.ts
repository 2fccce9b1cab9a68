/** Verification as the page asks for it: under way in this process, its progress and findings to be looked at. */
import { setImmediate } from "node:timers/promises";
import { toOffsetText } from "../../rules/shanghai.ts";
import type { ProofsPort, ProofState } from "../../server/ports.ts";
import { falseAttachments } from "../../store/attachments.ts";
import { reconcile } from "../../store/reconcile.ts";
import { countCases, verify } from "../../store/verify.ts";
import { now, type House } from "../house.ts";

const findingsMax = 200;
const none: ProofState = { state: "none", startedAt: null, startedBy: null, endedAt: null, cases: 0, casesTotal: 0, events: 0, findings: [], findingsTotal: 0 };

export function proofsPort(house: House): ProofsPort {
  let state = none;
  const run = async () => {
    const { store, environment } = house;
    state = { ...state, casesTotal: await countCases(store.read) };
    const result = await verify(store, {
      // Others are served between two batches.
      onProgress: async (cases, events) => {
        state = { ...state, cases, events };
        await setImmediate();
      },
    });
    const findings = [
      ...result.differences.map(({ code, caseNo, seq, detail, caseId }) => ({ code, text: `${caseNo}${seq === null ? "" : ` 第 ${seq} 条`}：${detail}`, caseId })),
      ...result.falseCheckpoints.map(({ at }) => ({ code: "checkpoint-differs", text: `校验点 ${toOffsetText(at)} 与历史不符：其后有历史被改动`, caseId: null })),
      ...result.falseNotices.map(({ week, revision }) => ({ code: "notice-altered", text: `通报 ${week} 第 ${revision} 版与发布时不一致`, caseId: null })),
      ...(await falseAttachments(store.read, environment.attachmentsFolder)).map(({ caseId, name }) => ({ code: "attachment-differs", text: `附件“${name}”缺失、被改动，或与历史不符`, caseId })),
      ...(await reconcile(store)).differences.map(({ code, count, detail }) => ({ code, text: `${detail}（${count} 条）`, caseId: null })),
    ];
    state = { ...state, state: "done", endedAt: now(), findings: findings.slice(0, findingsMax), findingsTotal: findings.length };
  };
  return {
    state: () => state,
    start(by, at) {
      if (state.state === "running") return false;
      state = { ...none, state: "running", startedAt: at, startedBy: by };
      run().catch(() => {
        state = { ...state, state: "failed", endedAt: now() };
      });
      return true;
    },
  };
}
