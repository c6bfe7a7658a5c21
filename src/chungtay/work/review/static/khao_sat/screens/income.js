// The standard that classifies by income: đồng a person a month, and which services are lacking, as declared.

import { numberText } from "../../chungtay/rulebook/wording.js";
import { el } from "../../chungtay/form/elements.js";
import { radioField, textField } from "../../chungtay/form/fields.js";
import { add } from "../../chungtay/form/questions.js";
import { readNumber, typed } from "../../chungtay/form/topics.js";
import { sameButton } from "./last_year.js";

const MOST = 1_000_000_000;

export function drawIncome(page, step) {
  const { draft, say, language, rules } = page;
  const amount = textField({ id: "income", label: say("income_per_person"), hint: say("income_hint"), unit: "đ", numeric: "numeric", required: true, onchange: (text) => page.change(() => (draft.income = readNumber(text, language))) });
  const shown = { ...amount, show: (value) => amount.show(typed(value, language)) };
  const note = () => (draft.income ? say("read_as", { value: `${numberText(Number(draft.income), 0)[language]} đ` }) : "");
  add(page, step.id, shown, () => draft.income, () => fault(page), () => false, note);
  const choices = rules.income.indicators.map((entry) => {
    const options = [
      ["true", say("lacking")],
      ["false", say("not_lacking")],
    ];
    const field = radioField({ id: `indicator-${entry.id}`, label: entry.short[language], hint: "", options, required: true, onchange: (value) => page.change(() => (draft.declared[entry.id] = value === "true")) });
    const value = () => draft.declared[entry.id];
    add(page, step.id, { ...field, show: (held) => field.show(held === undefined ? "" : String(held)) }, () => (value() === undefined ? "" : String(value())), () => (value() === undefined ? say("unanswered") : ""));
    return field.node;
  });
  return [amount.node, sameButton(page, step), el("div", { class: "stack" }, choices)];
}

function fault({ draft, say }) {
  if (draft.income === "") return say("unanswered");
  return /^\d+$/.test(draft.income) && Number(draft.income) <= MOST ? "" : say("income_wrong", { value: draft.income });
}
