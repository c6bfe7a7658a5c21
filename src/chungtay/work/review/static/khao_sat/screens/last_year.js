// "Nothing changed": last year's answers of a section taken over, marked as such until one of them is changed.

import { el } from "../../chungtay/form/elements.js";
import { questionsOf } from "../../chungtay/form/topics.js";

/** The button of a section that has answers of last year; null where there are none. */
export function sameButton(page, step) {
  const { draft, say } = page;
  const before = beforeOf(page, step);
  if (!before || Object.keys(before.answers).length === 0) return null;
  if (draft.same.includes(before.mark)) return el("p", { class: "note good" }, say("same_marked"));
  const onclick = () =>
    page.redraw("step-title", () => {
      Object.assign(before.target(), before.answers);
      draft.same.push(before.mark);
    });
  return el("div", { class: "note stack tight" }, el("p", {}, say("same_lead")), el("div", {}, el("button", { type: "button", onclick }, say("same"))));
}

/** Sections whose answers differ from last year's lose their mark. */
export function stillTheSame(page) {
  const { draft, steps } = page;
  draft.same = draft.same.filter((mark) => {
    const before = steps.map((step) => beforeOf(page, step)).find((each) => each?.mark === mark);
    return before && Object.entries(before.answers).every(([name, value]) => before.target()[name] === value);
  });
}

/** Last year's answers of a step: {mark, answers, target()}; null where nothing is known. */
function beforeOf(page, step) {
  const { draft, home, program } = page;
  const last = home.before?.answers;
  if (!last) return null;
  if (step.kind === "topic") {
    const answers = picked(questionsOf(program, step.topic.id, true), last.household ?? {});
    return { mark: step.topic.id, answers, target: () => draft.household };
  }
  if (step.kind === "member") {
    const { person } = draft.members[step.number - 1];
    const known = person && last.members?.find((each) => each.person === person);
    const answers = known ? picked(questionsOf(program, "members", true), known) : {};
    return { mark: `member:${person}`, answers, target: () => draft.members.find((each) => each.person === person) ?? {} };
  }
  if (step.kind === "income" && last.declared) {
    return { mark: "declared", answers: { ...last.declared }, target: () => draft.declared };
  }
  return null;
}

function picked(entries, answers) {
  return Object.fromEntries(entries.filter(({ id }) => answers[id] !== undefined).map(({ id }) => [id, String(answers[id])]));
}
