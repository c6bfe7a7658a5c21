// Who lives in the household: as the register knows them, corrected, added, gone; and the questions about each.

import { birthFault } from "../../chungtay/form/dates.js";
import { el } from "../../chungtay/form/elements.js";
import { selectField, textField } from "../../chungtay/form/fields.js";
import { add, addQuestion } from "../../chungtay/form/questions.js";
import { questionsOf } from "../../chungtay/form/topics.js";
import { sameButton } from "./last_year.js";

const WHY = ["moved", "died", "married", "other_household", "never_lived", "other"];

export function drawPeople(page, step) {
  const { draft, say } = page;
  const people = draft.members.map((member, place) => drawPerson(page, step, member, place));
  const more = el("button", { type: "button", class: "add", onclick: () => page.redraw(`m${draft.members.length + 1}-name`, () => draft.members.push({ person: null, name: "", birth_date: "" })) }, say("add_member"));
  return [el("p", { class: "hint" }, say("people_hint")), el("div", { class: "stack" }, people), more, drawLeft(page, step)];
}

function drawPerson(page, step, member, place) {
  const { draft, say, rules } = page;
  const number = place + 1;
  const name = textField({ id: `m${number}-name`, label: say("full_name"), hint: "", required: true, onchange: (value) => page.change(() => (member.name = value.trim())) });
  const born = textField({ id: `m${number}-birth_date`, label: say("birth_date"), hint: say("birth_hint"), required: true, onchange: (value) => page.change(() => (member.birth_date = value.trim())) });
  const fault = (found) => {
    const open = found.problems.some((each) => each.input === "age_months" && each.member === number);
    const word = birthFault(member.birth_date ?? "", draft.visit, rules.points && open);
    return word && say(word, { value: member.birth_date });
  };
  add(page, step.id, name, () => member.name, () => (member.name ? "" : say("unanswered")));
  add(page, step.id, born, () => member.birth_date, fault);
  const gone = () =>
    page.redraw("step-title", () => {
      draft.members.splice(place, 1);
      if (member.person) draft.left.push({ person: member.person, name: member.name, why: "" });
    });
  const word = member.person ? "has_left" : "remove_member";
  return el("fieldset", { class: "person" }, el("legend", {}, say("member", { n: number })), el("div", { class: "grid" }, name.node, born.node), el("button", { type: "button", class: "quiet", onclick: gone }, say(word)));
}

function drawLeft(page, step) {
  const { draft, home, say } = page;
  if (draft.left.length === 0) return null;
  const rows = draft.left.map((person, place) => {
    const field = selectField({ id: `left-${place + 1}`, label: say("why_left", { name: person.name }), hint: "", options: WHY.map((why) => [why, say(`left_${why}`)]), say, required: true, onchange: (value) => page.change(() => (person.why = value)) });
    add(page, step.id, field, () => person.why, () => (person.why ? "" : say("unanswered")));
    const back = () =>
      page.redraw("step-title", () => {
        const known = home.people.find((each) => each.person === person.person);
        draft.left.splice(place, 1);
        draft.members.push({ person: person.person, name: person.name, birth_date: known?.birth ?? "" });
      });
    return el("div", { class: "stack tight" }, field.node, el("button", { type: "button", class: "quiet", onclick: back }, say("still_here", { name: person.name })));
  });
  return el("section", { class: "stack", "aria-labelledby": "left-title" }, el("h3", { id: "left-title" }, say("left_title")), rows);
}

export function drawMemberStep(page, step) {
  const { draft, say } = page;
  const member = draft.members[step.number - 1];
  const nodes = questionsOf(page.program, "members", true).map((entry) => addQuestion(page, step.id, entry, step.number, member));
  const hint = member.birth_date ? null : el("p", { class: "hint" }, say("more_after_birth"));
  return [sameButton(page, step), hint, el("div", { class: "grid" }, nodes)];
}
