/** The head of a page: its name, what it is for in one line, and what can be done. Sets the tab's title, too. */
import { useEffect, type ReactNode } from "react";

export function PageHead({ title, note, children }: { title: string; note?: ReactNode; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · 回音`;
  }, [title]);
  return (
    <header className="page-head">
      <div>
        <h1>{title}</h1>
        {note !== undefined && <p className="muted">{note}</p>}
      </div>
      <div className="page-actions">{children}</div>
    </header>
  );
}
