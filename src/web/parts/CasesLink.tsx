/** A figure that opens the cases behind it. */
import type { ReactNode } from "react";
import { Link } from "react-router";

interface Props {
  /** As `/api/v1/metrics/cases` takes them: week or from and to, figure, part, by and key. */
  query: Record<string, string>;
  label: string;
  children: ReactNode;
}

export const CasesLink = ({ query, label, children }: Props) => (
  <Link className="figure" to={`/cases/behind?${new URLSearchParams(query).toString()}`} title={`查看${label}的工单`}>
    {children}
    <span className="visually-hidden">（查看{label}的工单）</span>
  </Link>
);
