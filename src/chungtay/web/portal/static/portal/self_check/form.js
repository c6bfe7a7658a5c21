// The topics of the self-check as fields.

import { dayOf, birthFault } from "../../chungtay/form/dates.js";
import { el } from "../../chungtay/form/elements.js";
import { radioField, selectField, textField } from "../../chungtay/form/fields.js";
import { add, addQuestion, drawQuestions } from "../../chungtay/form/questions.js";
import { TOPICS, questionsOf } from "../../chungtay/form/topics.js";

/** One topic as a section with its buttons. `page` is described in self_check.js. */
export function drawTopic(page, topic, place) {
  const { say, language } = page;
  const bodies = { place: drawPlace, members: drawMembers };
  const heading = el("h2", { id: `topic-${topic.id}`, tabindex: "-1" }, topic.label[language]);
  const back = el("button", { type: "button", onclick: () => page.go(place - 1) }, say("back"));
  const word = place === TOPICS.length - 1 ? "see_result" : "next";
  const next = el("button", { type: "button", class: "primary", onclick: () => page.leave(place) }, say(word));
  return el(
    "section",
    { class: "step card", "aria-labelledby": heading.id },
    el("p", { class: "small soft step-count" }, say("step", { n: place + 1, of: TOPICS.length })),
    heading,
    topic.hint ? el("p", { class: "hint" }, topic.hint[language]) : null,
    (bodies[topic.id] ?? drawQuestions)(page, topic.id),
    el("div", { class: "row step-buttons" }, place > 0 ? back : null, next),
  );
}

function drawPlace(page, topic) {
  const { program, state, say } = page;
  const names = program.provinces.map((entry) => entry.name).sort((a, b) => a.localeCompare(b, "vi"));
  const province = selectField({
    id: "province",
    label: say("province"),
    hint: say("province_hint"),
    options: names.map((name) => [name, name]),
    say,
    onchange: (value) => page.change(() => (state.province = value)),
  });
  const area = radioField({
    id: "area",
    label: say("area"),
    hint: "",
    options: ["urban", "rural"].map((kind) => [kind, say(kind)]),
    onchange: (value) => page.change(() => (state.area = value)),
  });
  const on = textField({
    id: "on",
    label: say("review_day"),
    hint: say("review_hint"),
    onchange: (value) => page.change(() => (state.on = value.trim())),
  });
  const unless = (answered) => (answered ? "" : say("unanswered"));
  add(page, topic, province, () => state.province, () => unless(state.province));
  add(page, topic, area, () => state.area, () => unless(state.area));
  add(page, topic, on, () => state.on, () => (dayOf(state.on) ? "" : say("no_such_date", { value: state.on })));
  return [province.node, area.node, on.node];
}

function drawMembers(page, topic) {
  const { state, say } = page;
  const people = state.members.map((member, place) => drawMember(page, topic, member, place));
  const onclick = () => page.redraw(`m${state.members.length + 1}-name`, () => state.members.push({}));
  const more = el("button", { type: "button", class: "add", onclick }, say("add_member"));
  return [el("div", { class: "stack" }, people), more];
}

function drawMember(page, topic, member, place) {
  const { state, say } = page;
  const number = place + 1;
  const name = textField({
    id: `m${number}-name`,
    label: say("name"),
    hint: "",
    onchange: (value) => page.change(() => (member.name = value.trim())),
  });
  const born = textField({
    id: `m${number}-birth_date`,
    label: say("birth_date"),
    hint: say("birth_hint"),
    onchange: (value) => page.change(() => (member.birth_date = value.trim())),
  });
  const later = el("p", { class: "hint wide" }, say("more_after_birth"));
  const bornError = (found) => {
    later.hidden = Boolean(member.birth_date);
    const open = found.problems.some((each) => each.input === "age_months" && each.member === number);
    const fault = birthFault(member.birth_date, state.on, open);
    return fault && say(fault, { value: member.birth_date });
  };
  add(page, topic, name, () => member.name, () => "");
  add(page, topic, born, () => member.birth_date, bornError);
  const questions = questionsOf(page.program, topic).map((entry) => addQuestion(page, topic, entry, number, member));
  const onclick = () => page.redraw(`topic-${topic}`, () => state.members.splice(place, 1));
  const remove = el("button", { type: "button", class: "quiet", onclick }, say("remove_member"));
  return el(
    "fieldset",
    { class: "person" },
    el("legend", {}, say("member", { n: number })),
    el("div", { class: "grid" }, name.node, born.node, later, questions),
    state.members.length > 1 ? remove : null,
  );
}
