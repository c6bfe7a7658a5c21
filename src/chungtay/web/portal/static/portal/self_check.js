// The self-check page: asks the questions of the forms, scores on this device, sends nothing.
//
//   <div id="self-check" data-program="/.../vn-2022.json" data-lang="vi"></div>
//   <script type="module" src=".../portal/self_check.js"></script>
//
// One request, for the program of the rules, when the page opens; after that it works without a network.
// `page` holds: root, program, language, say, state (answers.js), step, looked (topics left once), fields, left (what
// is still open), and the functions change, update, redraw, go, leave.

import { el } from "../chungtay/form/elements.js";
import { TOPICS } from "../chungtay/form/topics.js";
import { readable } from "../chungtay/form/units.js";
import { evaluate } from "../chungtay/rulebook.js";
import { normalise } from "../chungtay/rulebook/answers.js";
import { asked, emptyState, isAnswered } from "./self_check/answers.js";
import { classWords, resultCard, scoreWords } from "./self_check/card.js";
import { drawTopic } from "./self_check/form.js";
import { forget, keep, kept } from "./self_check/keep.js";
import { RESULT, go, leave, showProblems, showStep, tellAll } from "./self_check/steps.js";
import { wordsOf } from "./self_check/words.js";

const holder = document.getElementById("self-check");
if (holder) start(holder);

async function start(root) {
  const language = root.dataset.lang === "en" ? "en" : "vi";
  try {
    const answer = await fetch(root.dataset.program, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`the program: ${answer.status}`);
    selfCheck(root, readable(await answer.json()), language);
  } catch (error) {
    root.replaceChildren(el("p", { class: "note bad", role: "alert" }, wordsOf(language)("broken")));
    throw error;
  }
}

function selfCheck(root, program, language) {
  const saved = kept(program);
  const page = { root, program, language, keeping: saved !== null, state: saved ?? emptyState() };
  Object.assign(page, { step: 0, looked: new Set(), fields: [], left: [], shown: () => false });
  page.go = (place) => go(page, place);
  page.leave = (place) => leave(page, place);
  page.update = () => update(page);
  page.change = (apply) => {
    apply();
    if (page.keeping) keep(program, page.state);
    update(page);
  };
  page.redraw = (focus, apply = () => {}) => {
    apply();
    if (page.keeping) keep(program, page.state);
    draw(page);
    document.getElementById(focus).focus();
  };
  root.classList.add("self-check", "asks");
  draw(page);
  addEventListener("beforeunload", (event) => {
    if (!page.keeping && isAnswered(page.state)) event.preventDefault(); // the browser asks before all is lost
  });
}

/** Draw everything anew: at the start, in another language, and when a person is added or removed. */
function draw(page) {
  const say = (page.say = wordsOf(page.language));
  page.fields = [];
  page.card = el("section", { class: "card result", "aria-labelledby": "result-title" });
  page.summary = el("div", { class: "note bad problems stack tight", role: "alert", tabindex: "-1", hidden: true });
  page.strip = el("button", { type: "button", class: "strip no-print", onclick: () => page.go(RESULT) });
  page.live = el("p", { class: "only-read", role: "status" });
  page.steps = TOPICS.map((topic, place) => drawTopic(page, topic, place));
  page.steps.push(el("div", { class: "step result-step" }, page.card, drawEnd(page)));
  page.root.lang = page.language;
  page.root.replaceChildren(
    el("div", { class: "lead" }, el("p", {}, say("lead")), languageButton(page)),
    page.summary,
    el("div", { class: "columns" }, el("div", { class: "steps" }, page.steps.slice(0, RESULT)), page.steps[RESULT]),
    page.strip,
    page.live,
  );
  page.fields.forEach((field) => field.show(field.value()));
  showStep(page);
  update(page);
}

/** Score what is there and show it: fields, errors, card. */
function update(page) {
  const { program, say, language } = page;
  const { raw, on } = asked(program, page.state);
  const found = normalise(program, raw, on);
  page.left = page.fields.map((field) => field.refresh(found)).filter(Boolean);
  const result = evaluate(program, raw, { on, missing: "bound" });
  const goLeft = () => tellAll(page);
  const parts = resultCard(program, result, { language, say, left: page.left.length, goLeft });
  page.card.replaceChildren(...parts.filter(Boolean));
  const words = classWords(program, result, language, say);
  const { b1, b2 } = result.scores;
  const scores = b1 ? `B1 ${scoreWords(b1, say)} · B2 ${scoreWords(b2, say)}` : "";
  page.strip.replaceChildren(el("b", {}, words), el("span", { class: "small" }, scores));
  page.live.textContent = `${words}. ${scores}`;
  if (!page.summary.hidden) showProblems(page, page.shown);
}

function languageButton(page) {
  const other = page.language === "vi" ? "en" : "vi";
  const onclick = () => {
    page.language = other;
    page.redraw("other-language");
  };
  const attributes = { type: "button", class: "quiet no-print", id: "other-language", lang: other, onclick };
  return el("button", attributes, page.say("other_language"));
}

/** Below the result: keeping the answers, printing, clearing. */
function drawEnd(page) {
  const { say } = page;
  const box = el("input", { type: "checkbox", id: "keep", "aria-describedby": "keep-hint" });
  box.checked = page.keeping;
  box.addEventListener("change", () => {
    page.keeping = box.checked;
    if (page.keeping) keep(page.program, page.state);
    else forget(page.program);
  });
  const clear = () => {
    if (!confirm(say("clear_sure"))) return;
    forget(page.program);
    Object.assign(page, { state: emptyState(), keeping: false, step: 0, looked: new Set() });
    page.redraw(`topic-${TOPICS[0].id}`);
  };
  return el(
    "div",
    { class: "card end no-print" },
    el("label", { class: "choice" }, box, el("span", {}, say("keep"))),
    el("p", { class: "hint", id: "keep-hint" }, say("keep_hint")),
    el(
      "div",
      { class: "row" },
      el("button", { type: "button", class: "only-steps", onclick: () => page.go(0) }, say("change_answers")),
      el("button", { type: "button", onclick: () => print() }, say("print")),
      el("button", { type: "button", class: "danger", onclick: clear }, say("clear")),
    ),
  );
}
