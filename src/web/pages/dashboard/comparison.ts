/** A figure against that of another period: 环比 and 同比 as the weekly notice writes them. */
import { useQuery } from "@tanstack/react-query";
import { answerOf, api } from "../../api/client";
import type { AnswerOf } from "../../api/types";

type Total = AnswerOf<"/api/v1/metrics">["total"];
type Figure = Total["metrics"][number];

/** Absent until it is known, and where it cannot be: a tile then says `—`. */
export function useTotal(period: { from: string; to: string }): Total | undefined {
  const query = useQuery({ queryKey: ["live", "metrics", period], queryFn: () => answerOf(api.GET("/api/v1/metrics", { params: { query: period } })) });
  return query.data?.total;
}

/** `+5.1%` of a count. */
export function changeText(count: number, other: number | undefined): string {
  return other === undefined || other === 0 ? "—" : signed((count / other - 1) * 100, "%");
}

/** `-2.7点` (percentage points) of a rate. */
export function pointsText({ name, value }: Figure, other: Total | undefined): string {
  const compared = other?.metrics.find((figure) => figure.name === name)?.value;
  return value === null || compared === null || compared === undefined ? "—" : signed((value - compared) * 100, "点");
}

function signed(number: number, unit: string): string {
  return `${number >= 0 ? "+" : ""}${number.toFixed(1)}${unit}`;
}
