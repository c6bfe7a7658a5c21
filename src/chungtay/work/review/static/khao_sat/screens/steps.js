// The steps of a form, made from the rule programs of the campaign. Each knows how many of its questions are open and
// which remarks of the office belong to it.

import { birthFault } from "../../chungtay/form/dates.js";
import { TOPICS, questionsOf } from "../../chungtay/form/topics.js";
import { visitFault } from "./visit.js";

/** [{id, kind, label, open(page) -> number, owns(remark) -> boolean, ...}] */
export function stepsOf(page) {
  const { rules, draft, language, say } = page;
  const steps = [
    { id: "visit", kind: "visit", label: say("visit"), open: () => (visitFault(page) ? 1 : 0), owns: () => false },
    { id: "people", kind: "people", label: say("people"), open: openPeople, owns: (remark) => remark.question === "people" },
  ];
  if (rules.points) {
    draft.members.forEach((member, place) => steps.push(memberStep(page, member, place)));
    for (const topic of TOPICS) if (!["place", "members"].includes(topic.id)) steps.push(topicStep(page, topic, language));
  }
  if (rules.income) steps.push(incomeStep(page));
  steps.push({ id: "finish", kind: "finish", label: say("finish"), open: () => 0, owns: () => false });
  return steps;
}

function openPeople({ draft, found, rules }) {
  const nobody = draft.members.length === 0 ? 1 : 0;
  const ages = draft.members.filter((member, place) => {
    const open = found.problems.some((each) => each.input === "age_months" && each.member === place + 1);
    return birthFault(member.birth_date, draft.visit, rules.points && open) !== "";
  });
  return nobody + ages.length;
}

function memberStep(page, member, place) {
  const number = place + 1;
  const asks = (input) => questionsOf(page.program, "members", true).some((entry) => entry.id === input);
  return {
    id: `member:${number}`,
    kind: "member",
    number,
    label: member.name || page.say("member", { n: number }),
    open: ({ found }) => found.problems.filter((each) => each.member === number && asks(each.input)).length,
    owns: (remark) => remark.member === number,
  };
}

function topicStep(page, topic, language) {
  const names = questionsOf(page.program, topic.id, true).map((entry) => entry.id);
  return {
    id: topic.id,
    kind: "topic",
    topic,
    label: topic.label[language],
    open: ({ found }) => found.problems.filter((each) => each.member === null && names.includes(each.input)).length,
    owns: (remark) => remark.member === 0 && names.includes(remark.question),
  };
}

function incomeStep(page) {
  const indicators = page.rules.income.indicators;
  return {
    id: "income",
    kind: "income",
    label: page.say("income"),
    open: ({ draft }) => (/^\d+$/.test(draft.income) ? 0 : 1) + indicators.filter(({ id }) => typeof draft.declared[id] !== "boolean").length,
    owns: (remark) => ["income_per_person", "declared"].includes(remark.question) || indicators.some(({ id }) => id === remark.question),
  };
}
