/** Signed feeds: a delivery is let in only with a Standard Webhooks signature of its exact bytes, made lately, and only once. */
import { timingSafeEqual } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { millisOf } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import { HuiyinError } from "../store/errors.ts";
import { rememberSigned, secretName, signingSecrets } from "../store/signingSecrets.ts";
import type { Store } from "../store/store.ts";
import type { Vault } from "../store/vault.ts";

/** How far the sender's clock may be from ours. */
export const toleranceSeconds = 5 * 60;
const messageIdLengthMax = 200;

/** The headers `webhook-id`, `webhook-timestamp` (seconds) and `webhook-signature` (`v1,base64`, several parted by blanks). */
export interface SignatureHeaders {
  id: string | undefined;
  timestamp: string | undefined;
  signature: string | undefined;
}

/** @throws HuiyinError `signature-missing`, `signature-expired`, `signature-invalid`, `signature-replayed` */
export async function requireSignature(store: Store, vault: Vault, profile: string, headers: SignatureHeaders, body: Uint8Array, at: Instant): Promise<void> {
  const { id, timestamp, signature } = headers;
  if (!id || !timestamp || !signature || id.length > messageIdLengthMax || !/^\d{1,12}$/.test(timestamp)) {
    throw new HuiyinError("signature-missing", "这个来源要求签名：请按 Standard Webhooks 带上 webhook-id、webhook-timestamp 和 webhook-signature。");
  }
  const signedAt = Number(timestamp);
  if (Math.abs(millisOf(at) / 1000 - signedAt) > toleranceSeconds) {
    throw new HuiyinError("signature-expired", "签名时间与本机时间相差超过 5 分钟；请校准时钟，重新签名后再发。");
  }
  const secrets = await signingSecrets(store.read, secretName("feed", profile), vault);
  if (!secrets.some((secret) => isSignedWith(secret, { id, signedAt, signature }, body))) {
    throw new HuiyinError("signature-invalid", "签名不正确；请核对签名密钥，并确认签名的是请求体的原始字节。");
  }
  const isFirst = await store.write((tx) => rememberSigned(tx, { profile, messageId: id, signedAt, seenAt: at }));
  if (!isFirst) throw new HuiyinError("signature-replayed", "这条签名消息已经收到过；如需重发，请以当前时间重新签名。");
}

function isSignedWith(secret: string, { id, signedAt, signature }: { id: string; signedAt: number; signature: string }, body: Uint8Array): boolean {
  const expected = Buffer.from(new Webhook(secret).sign(id, new Date(signedAt * 1000), Buffer.from(body)));
  return signature.split(" ").some((each) => {
    const given = Buffer.from(each);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
