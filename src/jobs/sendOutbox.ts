/** Sends what waits: answers to sources that are pushed to or collect files, and events to subscribers. */
import type { AnswerWay } from "../ingest/profile.ts";
import { isGivenUp, retryDelaySeconds } from "../rules/backOff.ts";
import { millisOf, toInstant } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import { acknowledgeAnswer } from "../store/answers.ts";
import { systemActor } from "../store/actors.ts";
import { HuiyinError } from "../store/errors.ts";
import { claimParcel, dueAnswers, dueDeliveries, recordDelivered, recordFailure, type Parcel } from "../store/outbound.ts";
import { secretName, signingSecret } from "../store/signingSecrets.ts";
import { webhookTarget } from "../store/webhooks.ts";
import { receiptOfFile, writeAnswerFile } from "./outbound/answerFile.ts";
import { digestOf, messageOf, opened, signatureHeaders, type Message } from "./outbound/message.ts";
import { post, type PostOutcome, type PostTarget } from "./outbound/post.ts";
import type { JobDeps } from "./job.ts";

const parcelsPerRound = 500;
/** So many rounds at one beat: each frees the next parcel of a case; the beat after it goes on. */
const roundsMax = 20;
/** A receiver is not asked to take more at once. */
const parcelsAtOncePerTarget = 4;
/** Longer than any attempt: after it another process may think that this one has died. */
const leaseSeconds = 180;
const webhookTimeoutSeconds = 15;
const fileLookSeconds = 60;
/** The status of a file that was written and not yet taken. */
const fileWritten = 201;

type Sent = Record<"delivered" | "failed" | "parked" | "written", number>;

export async function sendOutbox(deps: JobDeps, now: Instant): Promise<Sent> {
  const total: Sent = { delivered: 0, failed: 0, parked: 0, written: 0 };
  const sending = [...deps.profiles.values()].filter(({ answers }) => answers.way !== "pull").map(({ name }) => name);
  for (let round = 0; round < roundsMax; round += 1) {
    const at = round === 0 ? now : deps.clock();
    const due = [...(await dueAnswers(deps.store.read, sending, at, parcelsPerRound)), ...(await dueDeliveries(deps.store.read, at, parcelsPerRound))];
    if (due.length === 0) break;
    // A slow receiver keeps nobody waiting but itself.
    await Promise.all([...byTarget(due).values()].map((parcels) => sendInTurn(deps, parcels, round === 0 ? () => now : deps.clock, total)));
  }
  return total;
}

function byTarget(parcels: readonly Parcel[]): Map<string, Parcel[]> {
  const groups = new Map<string, Parcel[]>();
  for (const parcel of parcels) {
    const key = `${parcel.queue} ${parcel.target}`;
    groups.set(key, [...(groups.get(key) ?? []), parcel]);
  }
  return groups;
}

async function sendInTurn(deps: JobDeps, parcels: readonly Parcel[], clock: () => Instant, total: Sent): Promise<void> {
  const waiting = [...parcels];
  const worker = async () => {
    for (let parcel = waiting.shift(); parcel !== undefined; parcel = waiting.shift()) {
      const outcome = await sendOne(deps, parcel, clock());
      if (outcome !== null) total[outcome] += 1;
    }
  };
  await Promise.all(Array.from({ length: parcelsAtOncePerTarget }, worker));
}

/** Null where another process has it, or it waits on for its file to be taken. */
async function sendOne(deps: JobDeps, parcel: Parcel, at: Instant): Promise<keyof Sent | null> {
  const isClaimed = await deps.store.write((tx) => claimParcel(tx, parcel, { now: at, until: secondsAfter(at, leaseSeconds) }));
  if (!isClaimed) return null;
  if (parcel.queue === "deliveries") {
    const target = await webhookTarget(deps.store.read, Number(parcel.target), deps.rulebook.vault);
    // Paused at this moment: it is looked at again when it is active.
    if (target === null) return null;
    const message = messageOf(opened(parcel, deps.rulebook.vault), null);
    return settle(deps, parcel, message, await post(message, signatureHeaders(message, target.secret, at), { url: target.url, headers: {}, timeoutSeconds: webhookTimeoutSeconds, success: null }), at);
  }
  const way = deps.profiles.get(parcel.target)?.answers;
  if (way === undefined || way.way === "pull") return null;
  return way.way === "file" ? sendAsFile(deps, parcel, way, at) : push(deps, parcel, way, at);
}

async function push(deps: JobDeps, parcel: Parcel, way: Extract<AnswerWay, { way: "push" }>, at: Instant): Promise<keyof Sent> {
  const { vault } = deps.rulebook;
  const secret = await deps.store.write((tx) => signingSecret(tx, secretName("answers", parcel.target), { vault, at }));
  const message = messageOf(parcel, way.body);
  const target: PostTarget = { url: way.url, headers: way.headers, timeoutSeconds: way.timeoutSeconds, success: way.success };
  return settle(deps, parcel, message, await post(message, signatureHeaders(message, secret, at), target), at);
}

async function sendAsFile(deps: JobDeps, parcel: Parcel, { folder }: Extract<AnswerWay, { way: "file" }>, at: Instant): Promise<keyof Sent | null> {
  const message = messageOf(parcel, null);
  const later = { nextAt: secondsAfter(at, fileLookSeconds), now: at };
  try {
    if (parcel.lastStatus !== fileWritten) {
      await writeAnswerFile(folder, message);
      await deps.store.write((tx) => recordFailure(tx, parcel, { ...later, status: fileWritten, error: "已写出文件，等待对方取走" }));
      return "written";
    }
    const receipt = await receiptOfFile(folder, message);
    if (receipt !== null) return await settle(deps, parcel, message, { delivered: true, status: 200, receipt }, at);
    await deps.store.write((tx) => recordFailure(tx, parcel, { ...later, status: fileWritten, error: "已写出文件，等待对方取走" }));
    return null;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code !== "string" || !/^E[A-Z]+$/.test(code)) throw error;
    return settle(deps, parcel, message, { delivered: false, status: null, error: `文件夹 ${folder} 无法写入（${code}）`, retryAfterSeconds: null }, at);
  }
}

async function settle(deps: JobDeps, parcel: Parcel, message: Message, outcome: PostOutcome, at: Instant): Promise<keyof Sent> {
  const { store, rulebook } = deps;
  if (outcome.delivered) {
    const proof = `${outcome.receipt}；编号 ${message.id}；sha256 ${digestOf(message.body)}`;
    try {
      await store.write(async (tx) => {
        if (parcel.queue === "deliveries") await recordDelivered(tx, parcel.id, outcome.status, at);
        else await acknowledgeAnswer(tx, { id: parcel.id, source: null, channel: "推送", proof }, { at, actor: systemActor, rulebook });
      });
      return "delivered";
    } catch (error) {
      // The receiver has it, but the case cannot take the proof as it stands: staff must see that, not an endless row of attempts.
      if (!(error instanceof HuiyinError) || error.code === "store-unavailable") throw error;
      await store.write((tx) => recordFailure(tx, parcel, { status: outcome.status, error: `对方已收到，但工单未能登记送达：${error.detail}`, nextAt: null, now: at }));
      return "parked";
    }
  }
  const sinceFirst = parcel.firstAt === null ? 0 : (millisOf(at) - millisOf(parcel.firstAt)) / 1000;
  const delay = Math.max(outcome.retryAfterSeconds ?? 0, retryDelaySeconds(parcel.attempts + 1, deps.random()));
  const nextAt = isGivenUp(sinceFirst) ? null : secondsAfter(at, delay);
  await store.write((tx) => recordFailure(tx, parcel, { status: outcome.status, error: outcome.error, nextAt, now: at }));
  return nextAt === null ? "parked" : "failed";
}

const secondsAfter = (at: Instant, seconds: number): Instant => toInstant(millisOf(at) + seconds * 1000);
