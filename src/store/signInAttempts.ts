/** The door after wrong passwords: who tries too often waits, whether the name exists or not, and whichever process is asked. */
import { millisOf, toInstant } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import { usernameOf } from "./people.ts";
import type { Transaction } from "./store.ts";
import type { Vault } from "./vault.ts";

const minute = 60_000;

/**
 * How many failures within how long. A name from one address: ten, so that someone elsewhere cannot lock a person out of the own desk
 * by guessing. A name from anywhere: a hundred an hour, for guesses that come from many addresses. An address with whatever names:
 * wide enough for an office behind one router.
 */
const bounds = {
  pair: { failuresMax: 10, windowMillis: 15 * minute },
  name: { failuresMax: 100, windowMillis: 60 * minute },
  address: { failuresMax: 300, windowMillis: 60 * minute },
} as const;
type Subject = keyof typeof bounds;
const longestWindowMillis = Math.max(...Object.values(bounds).map(({ windowMillis }) => windowMillis));

export interface Attempt {
  username: string;
  address: string;
  at: Instant;
  vault: Pick<Vault, "sign">;
}

/**
 * Counts the attempt before the password is looked at, so that many at the same moment are counted too.
 * @returns null where it may go on, else when it may be tried again; a refused attempt is not counted.
 */
export async function beginAttempt(tx: Transaction, attempt: Attempt): Promise<Instant | null> {
  const subjects = Object.entries(subjectsOf(attempt)) as [Subject, string][];
  let until = 0;
  for (const [kind, subject] of subjects) {
    const { failuresMax, windowMillis } = bounds[kind];
    const begun = toInstant(millisOf(attempt.at) - windowMillis);
    const row = await tx
      .insertInto("sign_in_attempts")
      .values({ subject, since: attempt.at, count: 1 })
      .onConflict((conflict) =>
        conflict.column("subject").doUpdateSet((eb) => ({
          count: eb.case().when("sign_in_attempts.since", "<=", begun).then(1).else(eb("sign_in_attempts.count", "+", 1)).end(),
          since: eb.case().when("sign_in_attempts.since", "<=", begun).then(attempt.at).else(eb.ref("sign_in_attempts.since")).end(),
        })),
      )
      .returning(["since", "count"])
      .executeTakeFirstOrThrow();
    if (row.count > failuresMax) until = Math.max(until, millisOf(row.since) + windowMillis);
  }
  if (until === 0) return null;
  for (const [, subject] of subjects) await uncount(tx, subject);
  return toInstant(until);
}

/** The password was right: the name begins anew from this address, and what was counted for this attempt is taken back. */
export async function attemptSucceeded(tx: Transaction, attempt: Attempt): Promise<void> {
  // Everybody touches them in the same order, so that no two wait for each other.
  const { address, name, pair } = subjectsOf(attempt);
  for (const subject of [address, name]) await uncount(tx, subject);
  await tx.deleteFrom("sign_in_attempts").where("subject", "=", pair).execute();
  await tx.deleteFrom("sign_in_attempts").where("since", "<=", toInstant(millisOf(attempt.at) - longestWindowMillis)).execute();
}

async function uncount(tx: Transaction, subject: string): Promise<void> {
  await tx.updateTable("sign_in_attempts").set((eb) => ({ count: eb("count", "-", 1) })).where("subject", "=", subject).where("count", ">", 0).execute();
}

function subjectsOf({ username, address, vault }: Attempt): Record<Subject, string> {
  const name = usernameOf(username);
  const sign = (kind: Subject, text: string) => `${kind} ${vault.sign("sign-in attempt", text)}`;
  return { address: sign("address", address), name: sign("name", name), pair: sign("pair", `${address} ${name}`) };
}
