/** Where a search found its words, marked. */
import { Fragment } from "react";

export interface Snippet {
  field: string;
  text: string;
  marks: number[][];
}

export function Snippets({ found }: { found: Snippet[] | undefined }) {
  if (!found || found.length === 0) return null;
  return (
    <>
      {found
        .filter(({ field }) => field !== "title")
        .map((snippet) => (
          <div key={snippet.field} className="snippet muted">
            {snippet.field === "reply" ? "答复：" : snippet.field === "sourceReply" ? "来源答复：" : ""}
            <Marked {...snippet} />
          </div>
        ))}
    </>
  );
}

export function Marked({ text, marks }: Pick<Snippet, "text" | "marks">) {
  let at = 0;
  const parts = marks.map(([from = 0, to = 0], index) => {
    const before = text.slice(at, from);
    at = to;
    return (
      <Fragment key={index}>
        {before}
        <mark>{text.slice(from, to)}</mark>
      </Fragment>
    );
  });
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  );
}
