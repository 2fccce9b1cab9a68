/** What others do shows by itself: the service tells which case changed, and what shows it is fetched anew. */
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSession } from "../session/session";

/** Many cases change at once when a feed comes in; lists are fetched once for all of them. */
const gatherMillis = 1500;

export function useLiveChanges(): void {
  const queries = useQueryClient();
  const { me, has } = useSession();
  const mayListen = has("window", "handler", "caller", "reviewer", "supervisor");
  useEffect(() => {
    if (!mayListen) return;
    const source = new EventSource("/api/v1/stream");
    const changed = new Set<number>();
    let waiting: number | undefined;
    const tell = () => {
      waiting = undefined;
      void refresh(queries, [...changed]);
      changed.clear();
    };
    const soon = () => (waiting ??= window.setTimeout(tell, gatherMillis));
    source.addEventListener("change", (event) => {
      changed.add((JSON.parse((event as MessageEvent<string>).data) as { caseId: number }).caseId);
      soon();
    });
    source.addEventListener("reload", () => void queries.invalidateQueries());
    return () => {
      window.clearTimeout(waiting);
      source.close();
    };
  }, [queries, mayListen, me.user.id]);
}

/** Queries whose first key is one of these show cases. */
const lists = ["worklist", "cases", "escalations", "callbacks", "reviews", "live"];

async function refresh(queries: QueryClient, caseIds: number[]): Promise<void> {
  await Promise.all([
    ...lists.map((key) => queries.invalidateQueries({ queryKey: [key] })),
    ...caseIds.map((id) => queries.invalidateQueries({ queryKey: ["case", id] })),
  ]);
}
