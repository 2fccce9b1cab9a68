/** `j` and `k` move through a list, `Enter` opens, `x` selects: for those who work through it all day. */
import { useEffect, useState } from "react";
import { isTyping } from "../shell/keyboard";

export function useListKeys(length: number, { open, select }: { open: (index: number) => void; select?: ((index: number) => void) | undefined }): [number, (index: number) => void] {
  const [current, setCurrent] = useState(-1);
  useEffect(() => {
    const act = (event: KeyboardEvent) => {
      if (isTyping(event) || length === 0) return;
      const onControl = (event.target as HTMLElement | null)?.closest("a, button, summary");
      if (event.key === "j" || event.key === "k") {
        const next = Math.min(length - 1, Math.max(0, current + (event.key === "j" ? 1 : -1)));
        setCurrent(next);
        document.querySelector(`[data-row="${next}"]`)?.scrollIntoView({ block: "nearest" });
      } else if (event.key === "Enter" && current >= 0 && !onControl) open(current);
      else if (event.key === "x" && current >= 0) select?.(current);
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", act);
    return () => window.removeEventListener("keydown", act);
  }, [current, length, open, select]);
  return [current, setCurrent];
}
