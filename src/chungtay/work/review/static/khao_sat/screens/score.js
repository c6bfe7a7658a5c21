// The class so far in one line; only where the campaign lets it be seen.

import { classifyByIncome, evaluate } from "../../chungtay/rulebook.js";

export function scoreWords(page) {
  const { rules, home, draft, language, say } = page;
  const lines = [];
  if (rules.points) lines.push(byPoints(page));
  if (rules.income) {
    const declared = Object.values(draft.declared);
    const whole = /^\d+$/.test(draft.income) && declared.length === rules.income.indicators.length && home.kind;
    const facts = { area: home.kind, income: Number(draft.income), deprivations: declared.filter(Boolean).length };
    lines.push(whole ? classifyByIncome(rules.income, facts).class_label[language] : say("score_open"));
  }
  return `${say("score_now")} ${lines.join(" · ")}`;
}

function byPoints({ rules, raw, on, language, say }) {
  const found = evaluate(rules.points, raw, { on, missing: "bound" });
  if (found.class_id) return found.class_label[language];
  return found.status === "refused" ? say("score_open") : found.possible_classes.map((id) => rules.points.classes[id][language]).join(" / ");
}
