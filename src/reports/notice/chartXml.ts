/** Native charts of a workbook (DrawingML): vector, editable, drawn from cells, whose values they also hold. */
import { plainText } from "../safeText.ts";

export interface ChartCells {
  /** `'概况'!$A$20:$A$31` */
  reference: string;
  values: readonly (string | number | null)[];
}

export interface ChartSeries {
  name: string;
  values: ChartCells;
  /** 6 hexadecimal digits. */
  colour: string;
  /** Of the numbers at its points: `0.0%`. */
  format: string;
}

export interface ValueScale {
  minimum: number;
  maximum: number;
  interval: number;
  format: string;
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const [categoryAxis, valueAxis, secondCategoryAxis, secondValueAxis] = [111_111, 222_222, 333_333, 444_444];

/** Columns with a line above them on an axis of its own. */
export function columnLineChart({ title, categories, columns, line, scales }: { title: string; categories: ChartCells; columns: ChartSeries; line: ChartSeries; scales: { columns: ValueScale; line: ValueScale } }): string {
  const bars = `<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>${barSeries(columns, categories)}<c:gapWidth val="70"/>${axes(categoryAxis, valueAxis)}</c:barChart>`;
  const lines = `<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${lineSeries(line, categories)}<c:marker val="1"/>${axes(secondCategoryAxis, secondValueAxis)}</c:lineChart>`;
  const plot = [
    bars,
    lines,
    categoryAxisXml({ id: categoryAxis, crosses: valueAxis, position: "b" }),
    valueAxisXml({ id: valueAxis, crosses: categoryAxis, position: "l", scale: scales.columns }),
    categoryAxisXml({ id: secondCategoryAxis, crosses: secondValueAxis, position: "b", isDeleted: true }),
    valueAxisXml({ id: secondValueAxis, crosses: secondCategoryAxis, position: "r", scale: scales.line, crossing: "max" }),
  ];
  return chartSpace(title, plot.join(""), true);
}

/** Horizontal bars, the first on top; those at `marked` in another colour. */
export function lyingBarChart({ title, categories, bars, maximum, marked = [], markColour = "" }: { title: string; categories: ChartCells; bars: ChartSeries; maximum: number; marked?: readonly number[]; markColour?: string }): string {
  const points = marked.map((index) => `<c:dPt><c:idx val="${index}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>${fill(markColour)}</c:dPt>`).join("");
  const plot = [
    `<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>${barSeries(bars, categories, points)}<c:gapWidth val="45"/>${axes(categoryAxis, valueAxis)}</c:barChart>`,
    categoryAxisXml({ id: categoryAxis, crosses: valueAxis, position: "l", isReversed: true }),
    valueAxisXml({ id: valueAxis, crosses: categoryAxis, position: "b", scale: { minimum: 0, maximum, interval: maximum, format: bars.format }, isDeleted: true }),
  ];
  return chartSpace(title, plot.join(""), false);
}

const axes = (category: number, value: number): string => `<c:axId val="${category}"/><c:axId val="${value}"/>`;

function barSeries(series: ChartSeries, categories: ChartCells, points = ""): string {
  return `<c:ser><c:idx val="0"/><c:order val="0"/>${seriesName(series)}${fill(series.colour)}<c:invertIfNegative val="0"/>${points}${labels(series.format, "outEnd")}${data(series, categories)}</c:ser>`;
}

function lineSeries(series: ChartSeries, categories: ChartCells): string {
  const stroke = `<c:spPr><a:ln w="19050"><a:solidFill><a:srgbClr val="${series.colour}"/></a:solidFill></a:ln></c:spPr>`;
  const marker = `<c:marker><c:symbol val="circle"/><c:size val="6"/><c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln w="15875"><a:solidFill><a:srgbClr val="${series.colour}"/></a:solidFill></a:ln></c:spPr></c:marker>`;
  return `<c:ser><c:idx val="1"/><c:order val="1"/>${seriesName(series)}${stroke}${marker}${labels(series.format, "t")}${data(series, categories)}<c:smooth val="0"/></c:ser>`;
}

const seriesName = ({ name }: ChartSeries): string => `<c:tx><c:v>${xmlText(name)}</c:v></c:tx>`;
const fill = (colour: string): string => `<c:spPr><a:solidFill><a:srgbClr val="${colour}"/></a:solidFill><a:ln w="9525"><a:solidFill><a:srgbClr val="1F3A5F"/></a:solidFill></a:ln></c:spPr>`;

const labels = (format: string, position: string): string =>
  `<c:dLbls><c:numFmt formatCode="${xmlText(format)}" sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>${textProperties(900)}<c:dLblPos val="${position}"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>`;

function data({ values, format }: ChartSeries, categories: ChartCells): string {
  const names = `<c:cat><c:strRef><c:f>${xmlText(categories.reference)}</c:f><c:strCache>${points(categories.values)}</c:strCache></c:strRef></c:cat>`;
  return `${names}<c:val><c:numRef><c:f>${xmlText(values.reference)}</c:f><c:numCache><c:formatCode>${xmlText(format)}</c:formatCode>${points(values.values)}</c:numCache></c:numRef></c:val>`;
}

/** A point without a value is left out, which makes a gap. */
const points = (values: ChartCells["values"]): string =>
  `<c:ptCount val="${values.length}"/>${values.map((value, index) => (value === null ? "" : `<c:pt idx="${index}"><c:v>${xmlText(String(value))}</c:v></c:pt>`)).join("")}`;

function categoryAxisXml({ id, crosses, position, isDeleted = false, isReversed = false }: { id: number; crosses: number; position: string; isDeleted?: boolean; isReversed?: boolean }): string {
  return (
    `<c:catAx><c:axId val="${id}"/><c:scaling><c:orientation val="${isReversed ? "maxMin" : "minMax"}"/></c:scaling><c:delete val="${isDeleted ? 1 : 0}"/><c:axPos val="${position}"/><c:numFmt formatCode="General" sourceLinked="0"/>` +
    `<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>${axisLine}${textProperties(900)}<c:crossAx val="${crosses}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:tickLblSkip val="1"/><c:noMultiLvlLbl val="0"/></c:catAx>`
  );
}

function valueAxisXml({ id, crosses, position, scale, crossing = "autoZero", isDeleted = false }: { id: number; crosses: number; position: string; scale: ValueScale; crossing?: string; isDeleted?: boolean }): string {
  return (
    `<c:valAx><c:axId val="${id}"/><c:scaling><c:orientation val="minMax"/><c:max val="${scale.maximum}"/><c:min val="${scale.minimum}"/></c:scaling><c:delete val="${isDeleted ? 1 : 0}"/><c:axPos val="${position}"/><c:numFmt formatCode="${xmlText(scale.format)}" sourceLinked="0"/>` +
    `<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>${axisLine}${textProperties(900)}<c:crossAx val="${crosses}"/><c:crosses val="${crossing}"/><c:crossBetween val="between"/><c:majorUnit val="${scale.interval}"/></c:valAx>`
  );
}

const axisLine = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="808080"/></a:solidFill></a:ln></c:spPr>';
const runProperties = (name: string, size: number): string => `<a:${name} lang="zh-CN" sz="${size}" b="0"><a:solidFill><a:srgbClr val="000000"/></a:solidFill><a:latin typeface="Times New Roman"/><a:ea typeface="黑体"/></a:${name}>`;
const textProperties = (size: number): string => `<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>${runProperties("defRPr", size)}</a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>`;

function chartSpace(title: string, plot: string, hasLegend: boolean): string {
  const heading = `<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr>${runProperties("defRPr", 1200)}</a:pPr><a:r>${runProperties("rPr", 1200)}<a:t>${xmlText(title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>`;
  const legend = hasLegend ? `<c:legend><c:legendPos val="b"/><c:overlay val="0"/>${textProperties(900)}</c:legend>` : "";
  return (
    `${declaration}<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><c:roundedCorners val="0"/>` +
    `<c:chart>${heading}<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>${plot}</c:plotArea>${legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>`
  );
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
export const xmlText = (value: string): string => plainText(value).replace(/[&<>"']/g, (character) => entities[character] ?? character).replace(/\n/g, " ");
