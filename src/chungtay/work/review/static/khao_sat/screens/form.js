// A form: one topic on each step, every answer kept at once, what is missing or wrong told at the field.
//
// `page` is what ../../chungtay/form/questions.js draws on, and besides: app, home, draft (= state), rules, steps, at
// (the step), found (what the rule book makes of the answers), left (what is open in this step).

import { normalise } from "../../chungtay/rulebook/answers.js";
import { AnswersError } from "../../chungtay/rulebook/errors.js";
import { iso, today, dayOf } from "../../chungtay/form/dates.js";
import { el } from "../../chungtay/form/elements.js";
import { keep, officeTime, rulesOf } from "../book.js";
import { begin, keyOf, raw, visitDay } from "../drafts.js";
import { Full } from "../../chungtay/phone/store.js";
import { drawFinish } from "./finish.js";
import { doneForm } from "./homes.js";
import { drawIncome } from "./income.js";
import { stillTheSame } from "./last_year.js";
import { drawMemberStep, drawPeople } from "./people.js";
import { scoreWords } from "./score.js";
import { stepsOf } from "./steps.js";
import { drawTopicStep } from "./topic.js";
import { drawVisit } from "./visit.js";

const BODIES = { visit: drawVisit, people: drawPeople, member: drawMemberStep, topic: drawTopicStep, income: drawIncome, finish: drawFinish };

export function drawForm(app, key) {
  const { book, say } = app;
  const home = book.cases.get(key);
  const rules = home && rulesOf(book, home.campaign);
  if (!home || (doneForm(book, key) && !book.drafts.has(key))) return away(app, "home_done");
  if (!rules.points && !rules.income) return away(app, "no_rules");
  const day = officeTime(book);
  const visit = dateText(day);
  const draft = book.drafts.get(key) ?? begin(home, rules, { visit, now: new Date().toISOString() });
  const page = { app, home, rules, draft, state: draft, program: rules.points ?? rules.income, language: app.language, say };
  Object.assign(page, { whole: true, looked: new Set(), fields: [], left: [], campaign: book.campaigns.get(home.campaign) });
  page.change = (apply) => {
    apply();
    stillTheSame(page);
    save(page);
    refresh(page);
  };
  page.redraw = (focus, apply = () => {}) => {
    apply();
    stillTheSame(page);
    save(page);
    drawStep(page, focus);
  };
  page.go = (at) => {
    draft.step = at;
    if (book.drafts.has(key)) save(page);
    drawStep(page);
  };
  page.turn = Promise.resolve();
  page.after = (act) => (page.turn = page.turn.then(act, act)); // files one after the other; the form waits for them
  page.holder = el("div", { class: "stack" });
  page.progress = el("progress", { max: 1, value: 0, "aria-label": say("progress") });
  page.count = el("p", { class: "small soft", role: "status" });
  page.score = el("p", { class: "note score", hidden: !page.campaign.show_score });
  page.full = el("p", { class: "note bad", role: "alert", hidden: true }, say("full"));
  drawStep(page, "", false);
  return [
    el("div", { class: "head" }, el("h1", {}, home.head), el("p", { class: "soft" }, [home.address, home.group, home.code].filter(Boolean).join(" · "))),
    home.purpose ? el("p", { class: "note" }, el("b", {}, say(`purpose_${home.purpose}`)), ` – ${say("second_visit")}`) : changedSince(page),
    page.full,
    el("div", {}, page.progress, page.count),
    page.score,
    page.holder,
  ];
}

function away(app, words) {
  return [el("h1", {}, app.say("homes_title")), el("p", { class: "note" }, app.say(words)), el("p", {}, el("a", { class: "button", href: "#/" }, app.say("to_homes")))];
}

function dateText(day) {
  const two = (value) => String(value).padStart(2, "0");
  return `${two(day.getDate())}/${two(day.getMonth() + 1)}/${day.getFullYear()}`;
}

/** The office changed the household after this form was begun: sending it ends in a conflict that the officer decides. */
function changedSince({ home, draft, say }) {
  return home.version === draft.case_version ? null : el("p", { class: "note warning" }, say("changed_since"));
}

function drawStep(page, focus = "", take = true) {
  Object.assign(page, { fields: [], tell: null });
  page.steps = stepsOf(page);
  page.at = Math.min(page.draft.step, page.steps.length - 1);
  const step = page.steps[page.at];
  const { say } = page;
  const last = page.at === page.steps.length - 1;
  page.summary = el("div", { class: "note bad stack tight problems", role: "alert", tabindex: "-1", hidden: true });
  const heading = el("h2", { id: "step-title", tabindex: "-1" }, step.label);
  const back = el("button", { type: "button", onclick: () => page.go(page.at - 1) }, say("back"));
  const next = el("button", { type: "button", class: "primary", onclick: () => leave(page, step) }, say("next"));
  page.holder.replaceChildren(
    page.summary,
    el(
      "section",
      { class: "card step", "aria-labelledby": "step-title" },
      el("p", { class: "small soft" }, say("step", { n: page.at + 1, of: page.steps.length })),
      heading,
      remarksAt(page, step),
      BODIES[step.kind](page, step),
      el("div", { class: "row step-buttons" }, page.at > 0 ? back : null, last ? null : next),
    ),
    jump(page),
  );
  page.fields.forEach((field) => field.show(field.value()));
  refresh(page);
  if (!take) return;
  const target = (focus && document.getElementById(focus)) || heading;
  target.focus({ preventScroll: true });
  (focus ? target : page.holder).scrollIntoView({ block: focus ? "center" : "start" });
}

/** Every step by name, for whoever does not want to go one by one. */
function jump(page) {
  const options = page.steps.map((step, place) => el("option", { value: place, selected: place === page.at }, `${place + 1}. ${step.label}`));
  const box = el("select", { id: "jump", onchange: () => page.go(Number(box.value)) }, options);
  return el("div", { class: "field" }, el("label", { for: "jump" }, page.say("jump")), box);
}

/** Score what is there: fields, errors, progress. */
function refresh(page) {
  const { draft, home, program, say } = page;
  page.on = visitDay(draft) ?? iso(dayOf(today()));
  page.raw = raw(draft, home, program);
  try {
    page.found = normalise(program, page.raw, page.on);
  } catch (error) {
    if (!(error instanceof AnswersError)) throw error;
    page.found = { household: {}, members: draft.members.map(() => ({})), problems: [] };
  }
  page.left = page.fields.map((field) => field.refresh(page.found)).filter(Boolean);
  const open = page.steps.reduce((sum, step) => sum + step.open(page), 0);
  page.most = Math.max(page.most ?? 0, open, 1);
  page.progress.value = 1 - open / page.most;
  page.count.textContent = open === 0 ? say("nothing_open") : say("open", { n: open });
  if (page.campaign.show_score) page.score.textContent = scoreWords(page);
  page.tell?.();
}

/** What is wrong or missing on a step is told once; the second time the person may go on without it. */
function leave(page, step) {
  const first = !page.looked.has(step.id);
  page.looked.add(step.id);
  refresh(page);
  if (!first || page.left.length === 0) {
    page.go(page.at + 1);
    return;
  }
  page.summary.hidden = false;
  const line = ({ id, sentence }) => {
    const field = document.getElementById(id).closest(".field");
    const onclick = (event) => {
      event.preventDefault();
      (field.querySelector("input, select, textarea") ?? field).focus();
    };
    return el("li", {}, el("a", { href: `#${id}`, onclick }, `${field.querySelector("label, legend").textContent} – ${sentence}`));
  };
  page.summary.replaceChildren(el("p", {}, el("b", {}, page.say("problems_title", { n: page.left.length }))), el("ul", { class: "stack tight" }, page.left.map(line)), el("p", { class: "small" }, page.say("may_go_on")));
  page.summary.focus();
}

function save(page) {
  const { app, draft } = page;
  app.book.drafts.set(keyOf(draft), draft);
  keep(app.book, [[`draft:${keyOf(draft)}`, draft]]).then(
    () => (page.full.hidden = true),
    (error) => {
      page.full.hidden = !(error instanceof Full);
      if (!(error instanceof Full)) throw error;
    },
  );
}

/** Why the office gave the form back, at the step that it speaks of; what names no question stands on the first. */
function remarksAt(page, step) {
  const here = page.home.remarks.filter((remark) => step.owns(remark) || (page.at === 0 && !page.steps.some((each) => each.owns(remark))));
  if (here.length === 0) return null;
  return el("div", { class: "note warning stack tight" }, el("b", {}, page.say("given_back")), el("ul", { class: "bullets" }, here.map((remark) => el("li", {}, remark.words))));
}
