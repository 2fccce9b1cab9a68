/** Filters that live in the page's address: a reload, a link and the way back keep them. */
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

export type Filters = Record<string, string | undefined>;

/** An empty or undefined value takes the filter away. */
export function useAddress(): [Filters, (change: Filters) => void] {
  const [params, setParams] = useSearchParams();
  const filters = useMemo<Filters>(() => Object.fromEntries(params.entries()), [params]);
  const change = useCallback(
    (changed: Filters) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changed)) {
            if (value === undefined || value === "") next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  return [filters, change];
}
