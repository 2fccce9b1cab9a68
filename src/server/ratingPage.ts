/** The page on which a complainant rates the handling, on a telephone: one form, no script, nothing of the complaint's text. */
import { ratingLabels, ratings } from "../rules/words.ts";

const style = `
*{box-sizing:border-box}body{margin:0;background:#f2f4f7;color:#1d2129;font:17px/1.6 -apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:30rem;margin:0 auto;padding:1.25rem 1rem 2.5rem}header{padding:.5rem 0 1rem}h1{font-size:1.3rem;margin:0 0 .4rem}
header p{margin:0;color:#4e5969;font-size:.95rem}section,form{background:#fff;border-radius:12px;padding:1.1rem 1rem;box-shadow:0 1px 2px #0001}
dl{display:grid;grid-template-columns:5.5rem 1fr;gap:.2rem .5rem;margin:0 0 1rem;font-size:.95rem}dt{color:#4e5969}dd{margin:0}
fieldset{border:0;margin:0 0 1.1rem;padding:0}legend{font-weight:600;padding:0;margin-bottom:.5rem}
label.choice{display:flex;align-items:center;gap:.6rem;min-height:46px;border:1px solid #c9cdd4;border-radius:8px;padding:0 .9rem;margin-top:.45rem}
label.choice:has(input:checked){border-color:#165dff;background:#e8f0ff}label.choice:focus-within{outline:3px solid #94bfff;outline-offset:1px}
input[type=radio]{width:1.2rem;height:1.2rem;margin:0;accent-color:#165dff}
textarea{width:100%;border:1px solid #c9cdd4;border-radius:8px;padding:.6rem .8rem;font:inherit;resize:vertical}
button{width:100%;min-height:50px;border:0;border-radius:8px;background:#165dff;color:#fff;font:600 1.05rem/1 inherit}button:focus-visible{outline:3px solid #94bfff;outline-offset:2px}
.fault{background:#fff2f0;border:1px solid #ffccc7;color:#a8071a;border-radius:8px;padding:.6rem .8rem;margin:0 0 1rem}
footer{color:#4e5969;font-size:.85rem;margin-top:1rem}.done{text-align:center;padding:2rem 1rem}.done b{display:block;font-size:1.25rem;margin-bottom:.5rem}`;

export interface RatingPage {
  caseNo: string;
  /** 2026-11-16 */
  reportedOn: string;
  unitName: string | null;
  expiresOn: string;
  /** What must be put right, with what had been typed. */
  fault?: { message: string; rating: string; solved: string; comment: string };
}

export const commentCharactersMax = 500;

export function ratingForm({ caseNo, reportedOn, unitName, expiresOn, fault }: RatingPage): string {
  const choice = (name: string, value: string, label: string, given: string | undefined) =>
    `<label class="choice"><input type="radio" name="${name}" value="${value}" required${given === value ? " checked" : ""}>${text(label)}</label>`;
  return page(
    "办理结果评价",
    `<header><h1>请您评价办理结果</h1><p>您反映的事项已经办结，您的评价将直接记入回访结果，经办人员不能修改。</p></header>
<form method="post">
${fault === undefined ? "" : `<p class="fault" role="alert">${text(fault.message)}</p>`}
<dl><dt>工单号</dt><dd>${text(caseNo)}</dd><dt>反映时间</dt><dd>${text(reportedOn)}</dd>${unitName === null ? "" : `<dt>承办单位</dt><dd>${text(unitName)}</dd>`}</dl>
<fieldset><legend>您对办理结果是否满意？</legend>${ratings.map((rating) => choice("rating", rating, ratingLabels[rating], fault?.rating)).join("")}</fieldset>
<fieldset><legend>您的问题解决了吗？</legend>${choice("solved", "yes", "已解决", fault?.solved)}${choice("solved", "no", "没有解决", fault?.solved)}</fieldset>
<fieldset><legend><label for="comment">意见和建议（可不填）</label></legend><textarea id="comment" name="comment" rows="4" maxlength="${commentCharactersMax}">${text(fault?.comment ?? "")}</textarea></fieldset>
<button type="submit">提交评价</button>
</form>
<footer>链接于 ${text(expiresOn)} 前有效，只能评价一次。请勿填写身份证号、银行卡号等信息；本页不会向您收取任何费用。</footer>`,
  );
}

/** A page that says one thing and asks for nothing. */
export const ratingMessage = (heading: string, message: string): string => page(heading, `<section class="done"><b>${text(heading)}</b>${text(message)}</section>`);

const page = (title: string, body: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${text(title)}</title><style>${style}</style></head>
<body><main>${body}</main></body></html>
`;

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const text = (value: string): string => value.replace(/[&<>"']/g, (character) => entities[character] ?? character);
