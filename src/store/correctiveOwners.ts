/** Whose a corrective action is: what a review wrote as the owner, found among the house's people and units. */
import { InvalidPayload } from "./errors.ts";
import type { Transaction } from "./store.ts";
import { unitByNameOrCode } from "./units.ts";

export interface Owner {
  owner: string;
  ownerUserId: number | null;
  unitId: number | null;
}

/**
 * The one person of that name who works in the unit, above it or below it, and the unit where a unit of that name exists. A namesake elsewhere is
 * not taken for him: whoever owns an action may see it and act on it. A supervisor can name the person later.
 */
export async function ownerNamed(tx: Transaction, owner: string, unitId: number | null): Promise<Owner> {
  const unit = await unitByNameOrCode(tx, owner);
  return { owner, ownerUserId: await personNamed(tx, owner, unitId), unitId: unit?.id ?? unitId };
}

/** What a person chose. A user may be given without a name, which is then his own. */
export async function ownerChosen(
  tx: Transaction,
  { owner, ownerUserId, unitId }: { owner?: string | undefined; ownerUserId?: number | undefined; unitId?: number | undefined },
  unitIdOtherwise: number | null,
): Promise<Owner> {
  if (unitId !== undefined && (await tx.selectFrom("units").select("id").where("id", "=", unitId).executeTakeFirst()) === undefined) {
    throw new InvalidPayload([{ path: "/unitId", message: "没有这个单位" }]);
  }
  if (ownerUserId === undefined) {
    const name = owner?.trim() ?? "";
    if (name === "") throw new InvalidPayload([{ path: "/owner", message: "请填写责任人，或选择责任人的账号" }]);
    const named = await ownerNamed(tx, name, unitId ?? unitIdOtherwise);
    return unitId === undefined ? named : { ...named, unitId };
  }
  const user = await tx.selectFrom("users").select("display_name").where("id", "=", ownerUserId).where("disabled", "=", 0).executeTakeFirst();
  if (user === undefined) throw new InvalidPayload([{ path: "/ownerUserId", message: "没有这个账号，或已经停用" }]);
  return { owner: owner?.trim() || user.display_name, ownerUserId, unitId: unitId ?? unitIdOtherwise };
}

async function personNamed(tx: Transaction, name: string, unitId: number | null): Promise<number | null> {
  const near = await tx.selectFrom("units").select("path").where(unitId === null ? "parent_id" : "id", unitId === null ? "is" : "=", unitId).executeTakeFirst();
  if (near === undefined) return null;
  const posts = await tx
    .selectFrom("users")
    .innerJoin("user_roles", "user_roles.user_id", "users.id")
    .innerJoin("units", "units.id", "user_roles.unit_id")
    .select(["users.id", "units.path"])
    .where((eb) => eb.or([eb("users.display_name", "=", name), eb("users.username", "=", name.normalize("NFKC").toLowerCase())]))
    .where("users.disabled", "=", 0)
    .where("user_roles.role", "<>", "admin")
    .execute();
  const found = new Set(posts.filter(({ path }) => path.startsWith(near.path) || near.path.startsWith(path)).map(({ id }) => id));
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : null;
}
