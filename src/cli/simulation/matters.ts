/** What people of the simulated city complain about: windows, items and faults, put together by chance. */
import type { Chance } from "./random.ts";

export interface SimulatedMatter {
  unitCode: string;
  unitName: string;
  serviceItem: string;
  category: string;
  title: string;
  content: string;
}

const windows = [
  ["320481240000", "交警大队车管所", ["机动车驾驶证期满换证", "机动车转移登记", "车辆年审", "临时号牌核发"]],
  ["320481230000", "出入境管理大队", ["普通护照签发", "往来港澳通行证签发", "往来台湾通行证签发"]],
  ["320481220000", "治安大队户政中队", ["户口迁移", "出生登记", "居民身份证换领", "居住证申领"]],
  ["320481100000", "政务服务中心公安专区", ["无犯罪记录证明", "临时身份证明", "综合窗口咨询"]],
  ["320481510000", "城中派出所", ["分户立户", "户口簿补发", "身份证异地受理"]],
  ["320481560000", "昆仑派出所", ["孩子落户", "流动人口登记", "姓名变更"]],
] as const;

const faults = [
  ["排队时间过长", "效率", (item: string, hours: number) => `到窗口办理${item}，取号后等待近${hours}小时，期间两个窗口暂停服务，无人解释`],
  ["材料未一次性告知", "一次性告知", (item: string, times: number) => `办理${item}先后跑了${times + 1}趟，每次要求补的材料都不一样，没有出具一次性告知单`],
  ["工作人员态度冷漠", "服务态度", (item: string) => `在窗口咨询${item}，工作人员态度冷漠，只说“自己看墙上”，再问就不耐烦`],
  ["以系统故障推脱", "推诿", (item: string, days: number) => `办理${item}时窗口以系统故障为由让改天再来，${days}天后再去仍说没有恢复，未给明确答复`],
  ["提前停止取号", "办公纪律", (item: string, minutes: number) => `上午提前${minutes * 10}分钟停止${item}取号，已到场的群众被要求下午再来`],
  ["预约系统未同步", "系统故障", (item: string) => `已在网上预约${item}，到场后被告知预约系统没有同步，只能重新排队`],
] as const;

const wishes = ["要求核实处理并回复。", "希望改进并明确告知所需材料。", "要求相关人员道歉。", "请尽快解决。"];
const places = ["一楼大厅", "二楼东侧", "3号窗口", "5号窗口", "综合服务台", "自助区旁"];

/** Never the same text twice in a row of many: places, times and wishes differ. */
export function matterOf(chance: Chance, day: string): SimulatedMatter {
  const [unitCode, unitName, items] = chance.pick(windows);
  const serviceItem = chance.pick(items);
  const [fault, category, tell] = chance.pick(faults);
  const when = `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日${chance.pick(["上午", "下午", "中午"])}`;
  const content = `【模拟】反映人称${when}在${unitName}${chance.pick(places)}${tell(serviceItem, chance.whole(2, 4))}，${chance.pick(wishes)}`;
  return { unitCode, unitName, serviceItem, category, title: `反映${unitName}${serviceItem}${fault}`, content };
}

const surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜";

/** A name and a phone of nobody: the prefix 139000 belongs to test numbers of this house. */
export function personOf(chance: Chance): { name: string; phone: string } {
  return { name: `模拟${chance.pick([...surnames])}${chance.pick(["某", "某某", "先生", "女士"])}`, phone: `139000${String(chance.whole(0, 99_999)).padStart(5, "0")}` };
}
