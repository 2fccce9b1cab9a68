/** What the service tells everybody: its name, whether it is a demonstration, how long a working day is. */
import { useQuery } from "@tanstack/react-query";
import { answerOf, api } from "../api/client";
import type { Service } from "../api/types";

const unknown: Service = { name: "回音", now: "", workingDayMinutes: 390, demo: null };

export function useService(): Service {
  const { data } = useQuery({ queryKey: ["service"], queryFn: () => answerOf(api.GET("/api/v1/service")), staleTime: Infinity });
  return data ?? unknown;
}
