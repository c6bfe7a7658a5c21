// Going from topic to topic, and telling what is still missing. On a wide screen all topics stand on one page.

import { el } from "../../chungtay/form/elements.js";
import { TOPICS } from "../../chungtay/form/topics.js";

export const RESULT = TOPICS.length; // the step after the last topic

/** Show a step and put the focus on its heading. */
export function go(page, place) {
  page.step = place;
  page.summary.hidden = true;
  showStep(page);
  const heading = page.steps[place].querySelector("h2");
  heading.focus({ preventScroll: true });
  page.steps[place].scrollIntoView({ block: "start" });
}

/** Leave a topic: what is wrong or missing is told once; the second time the person may go on without it. */
export function leave(page, place) {
  const topic = TOPICS[place].id;
  const first = !page.looked.has(topic);
  page.looked.add(topic);
  page.update();
  const here = (each) => each.topic === topic;
  if (first && page.left.some(here)) showProblems(page, here, true);
  else go(page, place + 1);
}

/** Everything that is still open, told at once. */
export function tellAll(page) {
  TOPICS.forEach((topic) => page.looked.add(topic.id));
  page.update();
  showProblems(page, () => true, true);
}

export function showStep(page) {
  page.steps.forEach((step, place) => step.classList.toggle("current", place === page.step));
  page.root.classList.toggle("at-result", page.step === RESULT);
}

/** The summary of problems; each line leads to its field. With `takeFocus` it is read out first. */
export function showProblems(page, which, takeFocus = false) {
  page.shown = which;
  const shown = page.left.filter(which);
  page.summary.hidden = shown.length === 0;
  page.summary.replaceChildren(
    el("h2", {}, page.say("problems_title", { n: shown.length })),
    el("ul", { class: "stack tight" }, shown.map((each) => el("li", {}, link(page, each)))),
  );
  if (takeFocus && shown.length > 0) {
    page.summary.focus({ preventScroll: true });
    page.summary.scrollIntoView({ block: "start" });
  }
}

function link(page, { id, topic, sentence }) {
  const node = document.getElementById(id);
  const field = node.closest(".field");
  const person = node.closest(".person")?.querySelector("legend").textContent;
  const label = field.querySelector("label, legend").textContent;
  const onclick = (event) => {
    event.preventDefault();
    page.step = TOPICS.findIndex((each) => each.id === topic);
    showStep(page);
    (node.matches("fieldset") ? node.querySelector("input") : node).focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
  };
  return el("a", { href: `#${id}`, onclick }, `${person ? `${person}: ` : ""}${label} – ${sentence}`);
}
