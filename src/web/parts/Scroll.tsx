/** A wide thing that scrolls sideways where the page is narrow; reached by the keyboard where there is something to scroll. */
import { useEffect, useRef, useState, type ReactNode } from "react";

interface Props {
  children: ReactNode;
  className?: string;
  /** What scrolls. */
  label?: string;
}

export function Scroll({ children, className = "", label = "表格" }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [isWide, setWide] = useState(false);
  useEffect(() => {
    const one = box.current;
    if (one === null) return;
    const observer = new ResizeObserver(() => setWide(one.scrollWidth > one.clientWidth));
    observer.observe(one);
    for (const child of one.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={box} className={`scroll ${className}`} {...(isWide && { tabIndex: 0, role: "region", "aria-label": `${label}，可左右滚动` })}>
      {children}
    </div>
  );
}
