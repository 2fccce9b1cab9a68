/**
 * A field for longer text that grows with it. The component library measures for this with an inline style, which the content policy
 * refuses; browsers can do it themselves (`field-sizing`), and where one cannot, the field keeps its rows and scrolls.
 */
import type { CSSProperties } from "react";
import { Input } from "antd";
import type { TextAreaProps } from "antd/es/input";

export function LongText({ rows = 3, ...props }: Omit<TextAreaProps, "autoSize">) {
  return <Input.TextArea {...props} rows={rows} classNames={{ textarea: "grows" }} styles={{ textarea: { "--rows": rows } as CSSProperties }} />;
}
