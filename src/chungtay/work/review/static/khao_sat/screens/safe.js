// What is safe at the office and what is still only here, form by form; what was refused says why and can be mended.

import { el } from "../../chungtay/form/elements.js";
import { keep, unsafeFiles } from "../book.js";
import { keyOf } from "../drafts.js";

export function drawSafe(app) {
  const { say } = app;
  const list = el("div", { class: "stack" });
  const fill = () => {
    if (list.contains(document.activeElement) && document.activeElement !== document.body) return;
    list.replaceChildren(...rows(app));
  };
  app.root.addEventListener("told", fill);
  app.leaving = () => app.root.removeEventListener("told", fill);
  fill();
  const now = el("button", { type: "button", onclick: () => app.sync.now() }, say("send_now"));
  return [el("div", { class: "head" }, el("h1", {}, say("safe_title")), el("p", {}, say("safe_lead"))), el("div", {}, now), list];
}

function rows(app) {
  const forms = [...app.book.forms.values()].sort((one, other) => other.finished_at.localeCompare(one.finished_at));
  if (forms.length === 0) return [el("p", { class: "card empty" }, app.say("no_forms"))];
  const needy = forms.filter((form) => !form.seen && form.state !== "waiting");
  return [...needy, ...forms.filter((form) => !needy.includes(form))].map((form) => row(app, form));
}

function row(app, form) {
  const { say } = app;
  const files = unsafeFiles(form);
  const kind = form.state === "refused" ? "bad" : form.state === "conflict" ? "warning" : form.state === "kept" && files.length === 0 ? "good" : "";
  const word = form.state === "kept" && files.length > 0 ? "form_photos" : `form_${form.state}`;
  const problems = form.files.filter((file) => file.problem).map((file) => (file.problem === "gone" ? say("photo_gone") : file.problem));
  return el(
    "section",
    { class: `note ${kind} stack tight`, "data-form": form.sent_id, "data-state": form.state },
    el("h2", {}, form.head),
    form.purpose ? el("p", { class: "small" }, say(`purpose_${form.purpose}`)) : null,
    el("p", {}, say(word, { n: files.length })),
    [...(form.words ?? []), ...problems].map((words) => el("p", { class: "strong" }, words)),
    el("div", { class: "row" }, buttons(app, form)),
  );
}

function buttons(app, form) {
  const { say, book } = app;
  if (form.state === "refused" || (form.state === "waiting" && !form.tries)) {
    const mend = el("button", { type: "button", onclick: () => reopen(app, form) }, say("mend"));
    const again = el("button", { type: "button", onclick: () => sendAgain(app, form) }, say("send_again"));
    return form.state === "refused" ? [mend, again] : [mend];
  }
  if (form.seen || form.state === "waiting") return [];
  const onclick = async () => {
    form.seen = true;
    await keep(book, [[`form:${form.sent_id}`, form]]);
    app.draw();
  };
  return [el("button", { type: "button", onclick }, say("seen"))];
}

async function sendAgain(app, form) {
  form.state = "waiting";
  await keep(app.book, [[`form:${form.sent_id}`, form]]);
  app.draw();
  app.sync.now();
}

/** Back to a half-filled form. One that may have arrived gets a new number, and knows the household as it is now. */
async function reopen(app, form) {
  const { book } = app;
  if (book.drafts.has(keyOf(form)) || !book.cases.has(keyOf(form))) {
    app.trouble(book.drafts.has(keyOf(form)) ? "half_already" : "home_gone");
    return;
  }
  const draft = { ...form.draft, sent_id: crypto.randomUUID(), case_version: book.cases.get(keyOf(form)).version, files: form.files.map(({ sent_id, kind, size, sha256 }) => ({ sent_id, kind, size, sha256 })) };
  book.drafts.set(keyOf(form), draft);
  book.forms.delete(form.sent_id);
  await keep(book, [
    [`draft:${keyOf(form)}`, draft],
    [`form:${form.sent_id}`, undefined],
  ]);
  app.go(`#/ho/${keyOf(form)}`);
}
