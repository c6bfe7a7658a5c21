// A topic of the rule book about the household.

import { el } from "../../chungtay/form/elements.js";
import { drawQuestions } from "../../chungtay/form/questions.js";
import { sameButton } from "./last_year.js";

export function drawTopicStep(page, step) {
  const hint = step.topic.hint ? el("p", { class: "hint" }, step.topic.hint[page.language]) : null;
  return [sameButton(page, step), hint, ...drawQuestions(page, step.topic.id)];
}
