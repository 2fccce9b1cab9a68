/** Who is fed in: people with names that no text has by chance, in their proper fields, in their own words, in what is refused and in what nobody asks for. */
import { createHash } from "node:crypto";

export interface Fed {
  name: string;
  phone: string;
  idNumber: string;
}

/** The check digit of GB 11643, so that a record is taken for what it is. */
function idNumberOf(serial: number): string {
  const body = `3204811990${String((serial % 12) + 1).padStart(2, "0")}${String((serial % 28) + 1).padStart(2, "0")}${String(700 + serial).slice(-3)}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(body[index]), 0);
  return body + "10X98765432"[sum % 11];
}

const given = ["靛蓝", "赭石", "绛紫", "黛青", "缃黄", "秋香", "月白", "鸦青"];
const person = (serial: number): Fed => ({ name: `欧阳${given[serial]}`, phone: `1377${createHash("sha256").update(`phone ${serial}`).digest().readUInt32BE() % 9_000_000 + 1_000_000}`, idNumber: idNumberOf(serial) });

/** In their proper fields only. */
export const plain = { police: person(0), hotline: person(1), petition: person(2), walkIn: person(3), refused: person(4) };
/** Whose words tell who they are, once openly and once in confidence. */
export const telling = { open: person(5), confidential: person(6) };
/** Known by requests that are refused, and by fields that no profile asks for. */
export const astray = person(7);

export const words = ({ name, phone, idNumber }: Fed) => `我是${name}，电话${phone}，身份证${idNumber}，在车管窗口等了三个小时没人理，请打我${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}。`;

export const records = {
  "110": [
    { JJDBH: "LEAK110-1", BJSJ: "20261117094512", BJRXM: plain.police.name, LXDH: plain.police.phone, BJNR: "窗口人员态度生硬，推诿不办。", JQLBDM: "810300", SFDZ: "政务服务中心" },
    { JJDBH: "LEAK110-2", BJSJ: "20260231094512", BJRXM: plain.refused.name, LXDH: plain.refused.phone, BJNR: "窗口排队两小时", JQLBDM: "810300", BJRZJHM: plain.refused.idNumber },
  ],
  "12345": [
    { 工单编号: "LEAK-1", 来电时间: "2026-11-17 10:00:00", 诉求人: plain.hotline.name, 联系电话: plain.hotline.phone, 诉求类型: "投诉", 诉求标题: "窗口态度差", 诉求内容: "来电人反映窗口态度差，要求答复。", 承办单位: "车管所", 是否保密: "否" },
    { 工单编号: "LEAK-2", 来电时间: "2026-11-17 10:05:00", 诉求人: telling.open.name, 联系电话: telling.open.phone, 诉求类型: "投诉", 诉求标题: `${telling.open.phone}反映窗口慢`, 诉求内容: words(telling.open), 承办单位: "车管所", 是否保密: "否", 备用电话: astray.phone, 其他证件: astray.idNumber },
    { 工单编号: "LEAK-3", 来电时间: "2026-11-17 10:06:00", 诉求人: telling.confidential.name, 联系电话: telling.confidential.phone, 诉求类型: "投诉", 诉求标题: "窗口慢", 诉求内容: words(telling.confidential), 承办单位: "车管所", 是否保密: "是" },
  ],
  petition: [{ XFJBH: "LEAKXF-1", XFRXM: plain.petition.name, ZJHM: plain.petition.idNumber, LXDH: plain.petition.phone, XFXS: "来信", XFRQ: "2026-11-17", NRFL: "政法-公安", GKXX: "反映窗口多次要求补材料。", XFMD: "申诉求决", XFRS: 1 }],
} as const;

/** What a source tells later of one who told of himself: an urging with his number in it, which goes into the history. */
export const urging = { 工单编号: "LEAK-2", 来电时间: "2026-11-18 10:05:00", 诉求人: telling.open.name, 联系电话: telling.open.phone, 诉求类型: "投诉", 诉求内容: `催办。${words(telling.open)}`, 承办单位: "车管所", 是否保密: "否", 工单状态: "催办" };

export const walkIn = { content: "材料齐全但窗口不受理，多次往返。", title: "不予受理", complainant: { name: plain.walkIn.name, phone: plain.walkIn.phone, idNumber: plain.walkIn.idNumber } };
