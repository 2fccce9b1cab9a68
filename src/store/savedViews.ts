/** Views that people keep for themselves: a page with its filters, by a name. */
import { HuiyinError } from "./errors.ts";
import type { Instant } from "../rules/words.ts";
import type { Reader, Transaction } from "./store.ts";

export interface SavedView {
  id: number;
  page: string;
  name: string;
  query: string;
}

const viewsMax = 50;

export const savedViews = (read: Reader, userId: number): Promise<SavedView[]> =>
  read.selectFrom("saved_views").select(["id", "page", "name", "query"]).where("user_id", "=", userId).orderBy("page").orderBy("id").execute();

/** A view of the same name on the same page takes the other's place. @throws HuiyinError `views-too-many` */
export async function saveView(tx: Transaction, userId: number, view: Omit<SavedView, "id">, at: Instant): Promise<SavedView> {
  await tx.deleteFrom("saved_views").where("user_id", "=", userId).where("page", "=", view.page).where("name", "=", view.name).execute();
  const { count } = await tx
    .selectFrom("saved_views")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("user_id", "=", userId)
    .executeTakeFirstOrThrow();
  if (Number(count) >= viewsMax) throw new HuiyinError("views-too-many", `最多保存 ${viewsMax} 个视图，请先删除不用的。`);
  const { id } = await tx
    .insertInto("saved_views")
    .values({ ...view, user_id: userId, created_at: at })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { id, ...view };
}

/** Whether there was one of this person's. */
export async function forgetView(tx: Transaction, userId: number, id: number): Promise<boolean> {
  const gone = await tx.deleteFrom("saved_views").where("id", "=", id).where("user_id", "=", userId).returning("id").executeTakeFirst();
  return gone !== undefined;
}
