/**
 * The form of the slip: which boxes stand in which row, and how high each row is, so that one A4 page is filled and never left.
 * Heights come from measuring the texts, because neither HTML nor Word can be told to keep a table on one page.
 */
import { cut } from "./safeText.ts";
import type { SlipFields } from "./slip.ts";
import { fitted, linesOf } from "./textMeasure.ts";

export interface SlipBox {
  /** May have a line break. */
  label: string;
  paragraphs: string[];
  room: BoxRoom;
  /** `field`: one value; `text`: the complaint's words; `demands`: what is asked; `sign`: room for handwriting above the lines to sign. */
  style: "field" | "text" | "demands" | "sign";
}

/** How many of the grid's columns a value takes, and how wide that is; the label always takes one column. */
export interface BoxRoom {
  span: number;
  widthMillimetres: number;
}

export interface SlipRow {
  boxes: SlipBox[];
  heightMillimetres: number;
}

export const slipPage = { topMillimetres: 14, bottomMillimetres: 20, sideMillimetres: 20 };
/** Eight columns in which a row can be cut into thirds as well as into halves, labels being equally wide in both. */
export const slipGridMillimetres = [20, 36.67, 20, 8.33, 20, 8.33, 20, 36.67];
/** Text of fields and complaint (五号), and of what is asked (小五 and a half). */
export const slipText = { points: 10.5, lineMillimetres: 5.2, demandPoints: 9.5, demandLineMillimetres: 4.7, paddingMillimetres: 1.2 };

/** What title, number and the closing paragraph leave of the page, less what borders and other fonts may take. */
export const slipTableMillimetres = 297 - slipPage.topMillimetres - slipPage.bottomMillimetres - 22 - 6;
const whole: BoxRoom = { span: 7, widthMillimetres: 150 };
const half: BoxRoom = { span: 3, widthMillimetres: 65 };
const third: BoxRoom = { span: 1, widthMillimetres: 36.67 };
const middleThird: BoxRoom = { span: 3, widthMillimetres: 36.66 };
const twoThirds: BoxRoom = { span: 5, widthMillimetres: 93.33 };
const fieldLinesMax = 2;
const contentLinesMin = 3;
const millimetresPerPoint = 25.4 / 72;

const dateLine = "年　　月　　日";
/** Name and date side by side where there is room for both, else one above the other; the last line stands at the right. */
const sign = (label: string, who: string, room: BoxRoom): SlipBox => ({
  label,
  paragraphs: room === whole ? [`${who}（签名）：${"　".repeat(11)}${dateLine}`] : [`${who}（签名）：`, dateLine],
  room,
  style: "sign",
});

export function formRows(fields: SlipFields, demands: string[]): SlipRow[] {
  const field = (label: string, text: string, room: BoxRoom): SlipBox => ({ label, paragraphs: [fitted(text, emsOf(room, slipText.points), fieldLinesMax, "…")], room, style: "field" });
  const facts = [
    [field("来源", fields.source, third), field("来源编号", fields.externalId, twoThirds)],
    [field("类别", fields.kind, third), field("办理专窗", fields.lane, middleThird), field("紧急程度", fields.priority, third)],
    [field("反映时间", fields.reportedAt, third), field("登记时间", fields.registeredAt, middleThird), field("办理轮次", fields.round, third)],
    [field("诉求人", fields.name, third), field("联系电话", fields.phone, twoThirds)],
    [field("承办单位", fields.unit, third), field("承办人", fields.handler, middleThird), field("首问负责人", fields.owner, third)],
    [field("服务事项", fields.serviceItem, third), field("发生地址", fields.address, twoThirds)],
    [field("诉求标题", fields.title, whole)],
  ].map(rowOf);
  const demand = rowOf([{ label: "办理要求", paragraphs: demands, room: whole, style: "demands" }]);
  const signing = [
    { boxes: [{ label: "签收人", paragraphs: [""], room: third, style: "sign" as const }, { label: "签收时间", paragraphs: ["年　　月　　日　　时　　分"], room: twoThirds, style: "sign" as const }], heightMillimetres: 9 },
    { boxes: [sign("承办结果", "承办人", whole)], heightMillimetres: 24 },
    { boxes: [sign("承办单位\n领导审核", "审核人", half), sign("督导审核", "督导", half)], heightMillimetres: 20 },
    { boxes: [sign("回访情况", "回访人", half), sign("复盘结论", "复盘人", half)], heightMillimetres: 20 },
  ];
  const taken = heightOf([...facts, demand, ...signing]);
  const linesMax = Math.max(contentLinesMin, Math.floor((slipTableMillimetres - taken - 2 * slipText.paddingMillimetres) / slipText.lineMillimetres));
  const content = contentRow(fields.content, linesMax);
  return [...facts, content, demand, ...spread(signing, slipTableMillimetres - taken - content.heightMillimetres)];
}

function contentRow(text: string, linesMax: number): SlipRow {
  const shown = fitted(cut(text, textCharactersMax), emsOf(whole, slipText.points), linesMax);
  const row = rowOf([{ label: "诉求内容", paragraphs: shown.split("\n"), room: whole, style: "text" }]);
  return { ...row, heightMillimetres: Math.max(row.heightMillimetres, contentLinesMin * slipText.lineMillimetres) };
}
const textCharactersMax = 5_000;

/** What is left of the page goes to the boxes that people write in, the result's first. */
function spread(rows: SlipRow[], spareMillimetres: number): SlipRow[] {
  const shares = [0, 0.4, 0.3, 0.3];
  return rows.map((row, index) => ({ ...row, heightMillimetres: row.heightMillimetres + Math.max(0, spareMillimetres) * (shares[index] ?? 0) }));
}

function rowOf(boxes: SlipBox[]): SlipRow {
  const heights = boxes.map(({ paragraphs, room, style }) => {
    const [points, line] = style === "demands" ? [slipText.demandPoints, slipText.demandLineMillimetres] : [slipText.points, slipText.lineMillimetres];
    return linesOf(paragraphs.join("\n"), emsOf(room, points)) * line + 2 * slipText.paddingMillimetres;
  });
  return { boxes, heightMillimetres: Math.max(7.6, ...heights) };
}

const heightOf = (rows: readonly SlipRow[]): number => rows.reduce((sum, row) => sum + row.heightMillimetres, 0);

/** Characters in a line of a value; half of one is held back for punctuation that may not begin a line. */
const emsOf = ({ widthMillimetres }: BoxRoom, points: number): number => (widthMillimetres - 2 * slipText.paddingMillimetres - 0.6) / (points * millimetresPerPoint) - 0.5;
