/** A chart with its figures as a table for those who do not see it; what charts need is loaded when the first is drawn. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use as register, type EChartsType } from "echarts/core";
import type { EChartsOption } from "echarts/types/dist/shared";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { Scroll } from "../../parts/Scroll";

register([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

interface Props {
  label: string;
  option: EChartsOption;
  height?: number;
  /** Head and rows of what the chart shows. */
  table: { head: string[]; rows: (string | number)[][] };
  onPick?: ((index: number) => void) | undefined;
  dark?: boolean;
}

/** Tips are drawn on the canvas: as HTML they would bring styles that the content policy refuses. */
const common = { animation: false, aria: { enabled: false } } as const;

export function Chart({ label, option, height = 260, table, onPick, dark = false }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const drawn = init(element, dark ? "dark" : undefined);
    chart.current = drawn;
    const redraw = () => drawn.resize();
    const watch = new ResizeObserver(redraw);
    watch.observe(element);
    // A canvas does not wait for letters that are still on their way.
    document.fonts.addEventListener("loadingdone", redraw);
    return () => {
      watch.disconnect();
      document.fonts.removeEventListener("loadingdone", redraw);
      drawn.dispose();
      chart.current = null;
    };
  }, [dark]);
  useEffect(() => {
    chart.current?.setOption({ ...common, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily }, ...(dark && { backgroundColor: "transparent" }), ...option, tooltip: { trigger: "axis", renderMode: "richText", confine: true, ...(option.tooltip as object | undefined) } }, true);
  }, [option, dark]);
  useEffect(() => {
    const drawn = chart.current;
    if (!drawn || !onPick) return;
    const pick = ({ dataIndex }: { dataIndex: number }) => onPick(dataIndex);
    drawn.on("click", pick as never);
    return () => {
      drawn.off("click", pick);
    };
  }, [onPick]);
  return (
    <figure className="chart">
      <div ref={place} role="img" aria-label={`${label}。图中数字见下面的表格。`} style={{ height }} />
      <details>
        <summary>{label}：数字</summary>
        <Scroll>
          <table className="list tight">
            <thead>
              <tr>
                {table.head.map((text) => (
                  <th key={text}>{text}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, at) => (
                    <td key={at}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </figure>
  );
}
