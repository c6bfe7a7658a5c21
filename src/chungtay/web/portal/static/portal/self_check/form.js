// The topics of the form as fields. Each field put on the page knows what it shows and why it is not right yet.

import { scaledNumber } from "../rulebook/answers.js";
import { truth } from "../rulebook/intervals.js";
import { numberText } from "../rulebook/wording.js";
import { birthFault, dayOf } from "./answers.js";
import { el } from "./elements.js";
import { questionField, radioField, selectField, textField } from "./fields.js";
import { TOPICS, questionsOf, readNumber, shownNumber, typed } from "./topics.js";

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

function drawQuestions(page, topic) {
  const { state, say } = page;
  const questions = questionsOf(page.program, topic);
  const nodes = questions.map((entry) => addQuestion(page, topic, entry, null, state.household));
  const numbers = questions.filter((entry) => entry.type !== "code");
  const onclick = () => {
    page.change(() => numbers.forEach((entry) => (state.household[entry.id] ||= "0")));
    page.fields.forEach((field) => field.show(field.value()));
  };
  const zeros = el("button", { type: "button", class: "zeros", onclick }, say("fill_zero"));
  return [el("div", { class: numbers.length > 2 ? "grid counts" : "grid" }, nodes), numbers.length > 2 ? zeros : null];
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

/** A question of the rule book about the household (`number` null) or a member, answered in `answers`. */
function addQuestion(page, topic, entry, number, answers) {
  const { language, say } = page;
  const isNumber = entry.type !== "code";
  const field = questionField(entry, {
    id: number === null ? entry.id : `m${number}-${entry.id}`,
    language,
    say,
    onchange: (text) => page.change(() => (answers[entry.id] = isNumber ? readNumber(text, language) : text)),
  });
  const show = (value) => field.show(isNumber ? typed(value, language) : value);
  const values = (found) => (number === null ? found.household : found.members[number - 1]);
  const hidden = (found) => entry.asked_when !== null && truth(entry.asked_when, values(found)) !== true;
  const error = (found) => {
    const problem = found.problems.find((each) => each.input === entry.id && each.member === number);
    return problem ? errorOf(page, entry, problem, answers[entry.id]) : "";
  };
  // what was understood is said where it can be misread: thousands, and anything with a mark in it
  const note = () => {
    const scaled = isNumber && answers[entry.id] ? scaledNumber(answers[entry.id], entry.decimals) : null;
    const plain = scaled === null || (scaled < 1000 * 10 ** entry.decimals && scaled % 10 ** entry.decimals === 0);
    return plain ? "" : say("read_as", { value: shownNumber(scaled, entry, language) });
  };
  add(page, topic, { ...field, show }, () => answers[entry.id], error, hidden, note);
  return field.node;
}

/** Put a field on the page: the value it shows, the sentence of its error, whether it is asked, what was understood. */
function add(page, topic, field, value, error, hidden = () => false, note = () => "") {
  const refresh = (found) => {
    if (hidden(found)) {
      field.set({ hidden: true });
      return null;
    }
    const sentence = error(found);
    const quiet = !value() && !page.looked.has(topic); // an empty box is no error before the topic was left once
    field.set({ error: quiet ? "" : sentence, note: sentence ? "" : note() });
    return sentence ? { topic, id: field.id, sentence } : null;
  };
  page.fields.push({ show: field.show, value, refresh });
}

function errorOf({ say, language }, entry, problem, value) {
  if (problem.kind === "missing") return say("unanswered");
  const [low, high] = [entry.min, entry.max].map((bound) => numberText(bound, entry.decimals)[language]);
  const digits = entry.decimals ? say("decimals", { n: entry.decimals }) : say("whole");
  return say("not_a_number", { value, low, high, digits });
}
