// The last step: what is still open, a note, photographs, signatures, the place. None of them ever holds the form back;
// only a day of the visit that the office could not take does.

import { el } from "../../chungtay/form/elements.js";
import { keep } from "../book.js";
import { bodyOf, keyOf } from "../drafts.js";
import { Full } from "../../chungtay/phone/store.js";
import { warnings } from "./checks.js";
import { drawPhotos } from "./photos.js";
import { drawPlace } from "./place.js";
import { drawSignature } from "./signature.js";
import { visitDoubt, visitFault } from "./visit.js";

export function drawFinish(page) {
  const { draft, say } = page;
  const open = el("div", { class: "stack tight" });
  const note = el("textarea", { id: "note", rows: 3, maxlength: 2000, onchange: () => page.change(() => (draft.note = note.value.trim())) });
  note.value = draft.note;
  const button = el("button", { type: "button", class: "primary", onclick: () => finish(page, button) }, say("finish_form"));
  page.tell = () => open.replaceChildren(...openSteps(page));
  return [
    open,
    el("div", { class: "field" }, el("label", { for: "note" }, say("note")), note),
    drawPhotos(page),
    drawSignature(page, "signed_household", say("signed_household")),
    drawSignature(page, "signed_enumerator", say("signed_enumerator")),
    drawPlace(page),
    el("div", { class: "stack tight" }, button, el("p", { class: "hint" }, say("finish_hint"))),
  ];
}

function openSteps(page) {
  const { say, steps } = page;
  const rows = steps.map((step, place) => [step, place, step.open(page)]).filter(([, , n]) => n > 0);
  const doubts = [visitDoubt(page), ...warnings(page)].filter(Boolean);
  const parts = [];
  if (rows.length > 0) {
    const go = (place) => (event) => {
      event.preventDefault();
      page.go(place);
    };
    const line = ([step, place, n]) => el("li", {}, el("a", { href: "#step-title", onclick: go(place) }, `${step.label}: ${say("open", { n })}`));
    parts.push(el("div", { class: "note warning" }, el("p", {}, say("still_open")), el("ul", { class: "bullets" }, rows.map(line))));
  } else parts.push(el("p", { class: "note good" }, say("nothing_open")));
  if (doubts.length > 0) parts.push(el("div", { class: "note warning" }, el("p", {}, say("look_again")), el("ul", { class: "bullets" }, doubts.map((words) => el("li", {}, words)))));
  return parts;
}

/** The form is done: from now on nothing in it changes, and it goes to the office by itself. */
async function finish(page, button) {
  const { app, draft, home, rules, steps } = page;
  if (visitFault(page)) {
    page.go(0);
    return;
  }
  if (steps.some((step) => step.open(page) > 0) && !confirm(page.say("finish_open"))) return;
  button.disabled = true;
  await page.turn.catch(() => {}); // a signature that is still being kept belongs to the form
  const now = new Date().toISOString();
  const body = bodyOf(draft, rules, now);
  const files = draft.files.map((file) => ({ ...file, got: 0, done: false, problem: "" }));
  const form = { sent_id: draft.sent_id, case: home.id, ...(draft.key ? { key: draft.key, purpose: draft.purpose } : {}), case_version: draft.case_version, head: home.head, state: "waiting", tries: 0, words: [], seen: false, finished_at: now, files, body, draft };
  try {
    await keep(app.book, [
      [`form:${form.sent_id}`, form],
      [`draft:${keyOf(draft)}`, undefined],
    ]);
  } catch (error) {
    button.disabled = false;
    if (!(error instanceof Full)) throw error;
    page.full.hidden = false;
    page.full.scrollIntoView();
    return;
  }
  app.book.forms.set(form.sent_id, form);
  app.book.drafts.delete(keyOf(draft));
  app.go("#/");
  app.sync.now();
  app.mayUpdate();
}
