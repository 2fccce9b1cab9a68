/** The way to a list's next page. */
import { Button } from "antd";

interface Paged {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

export function More({ list, children = "更多" }: { list: Paged; children?: string }) {
  if (!list.hasNextPage) return null;
  return (
    <p className="more">
      <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {children}
      </Button>
    </p>
  );
}
