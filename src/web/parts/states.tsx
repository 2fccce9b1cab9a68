/** The states of whatever is fetched: still coming, nothing there, refused. */
import { Alert, Button, Empty, Skeleton } from "antd";
import type { ReactNode } from "react";
import { ApiProblem, detailOf } from "../api/client";

export function ErrorPanel({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const requestId = error instanceof ApiProblem ? error.body["requestId"] : undefined;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={detailOf(error)}
      description={typeof requestId === "string" ? `请求编号 ${requestId}` : undefined}
      action={retry && <Button onClick={retry}>重试</Button>}
    />
  );
}

/** Says what to do next, not only that there is nothing. */
export function Nothing({ children }: { children: ReactNode }) {
  return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={children} />;
}

interface FetchedProps<Data> {
  /** A query, or its state with the data in another shape. */
  query: { data: Data | undefined; error: unknown; refetch: () => unknown };
  children: (data: Data) => ReactNode;
  rows?: number;
}

/** Shows the data, or the state in which it is. Data that is there stays while it is fetched anew, with the refusal above it. */
export function Fetched<Data>({ query, children, rows = 6 }: FetchedProps<Data>) {
  const retry = () => {
    query.refetch();
  };
  if (query.data === undefined) {
    if (query.error) return <ErrorPanel error={query.error} retry={retry} />;
    return <Skeleton active paragraph={{ rows }} aria-label="正在加载" />;
  }
  return (
    <>
      {query.error !== null && <ErrorPanel error={query.error} retry={retry} />}
      {children(query.data)}
    </>
  );
}
