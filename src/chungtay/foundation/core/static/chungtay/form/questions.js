// Questions of the rule book on a page, for every form that is made from it. Each field put on the page knows what it
// shows and why it is not right yet.
//
// `page` holds program, language, say (words of ./words.js among its own), state.household, looked (topics left once),
// fields, and change(apply).

import { scaledNumber } from "../rulebook/answers.js";
import { truth } from "../rulebook/intervals.js";
import { numberText } from "../rulebook/wording.js";
import { el } from "./elements.js";
import { questionField } from "./fields.js";
import { questionsOf, readNumber, shownNumber, typed } from "./topics.js";

/** The questions of a topic about the household, with the button that fills the empty counts with 0. */
export function drawQuestions(page, topic) {
  const { state, say } = page;
  const questions = questionsOf(page.program, topic, page.whole);
  const nodes = questions.map((entry) => addQuestion(page, topic, entry, null, state.household));
  const numbers = questions.filter((entry) => entry.type !== "code");
  const onclick = () => {
    page.change(() => numbers.forEach((entry) => (state.household[entry.id] ||= "0")));
    page.fields.forEach((field) => field.show(field.value()));
  };
  const zeros = el("button", { type: "button", class: "zeros", onclick }, say("fill_zero"));
  return [el("div", { class: numbers.length > 2 ? "grid counts" : "grid" }, nodes), numbers.length > 2 ? zeros : null];
}

/** A question of the rule book about the household (`number` null) or a member, answered in `answers`. */
export function addQuestion(page, topic, entry, number, answers) {
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
export function add(page, topic, field, value, error, hidden = () => false, note = () => "") {
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
