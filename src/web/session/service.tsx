/** What the service tells everybody: its name, its time, whether it is a demonstration, how long a working day is. */
import { useQuery } from "@tanstack/react-query";
import { answerOf, api } from "../api/client";
import type { Service } from "../api/types";
import { yearIs } from "../parts/times";

/** A page stays open for days; its day should not. */
const askedAgainMillis = 600_000;

export function useServiceQuery() {
  return useQuery({
    queryKey: ["service"],
    queryFn: async () => {
      const told = await answerOf(api.GET("/api/v1/service"));
      yearIs(told.now);
      return told;
    },
    staleTime: Infinity,
    refetchInterval: askedAgainMillis,
  });
}

/** Behind the gate, which lets nobody in before it is known. */
export function useService(): Service {
  const { data } = useServiceQuery();
  if (data === undefined) throw new Error("useService before the gate");
  return data;
}
