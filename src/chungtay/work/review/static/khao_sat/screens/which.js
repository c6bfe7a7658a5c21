// Which screen stands at which address: "" the households, "#/ho/12" a form ("#/ho/12:spot" that of a second visit), "#/da-lam" what is safe, "#/may" this
// telephone. Without a vault it is the first start, without a key the PIN.

import { el } from "../../chungtay/form/elements.js";
import { notSafe } from "../book.js";
import { drawFirstStart } from "./first_start.js";
import { drawForm } from "./form.js";
import { drawHomes } from "./homes.js";
import { drawPin } from "./pin.js";
import { drawSafe } from "./safe.js";
import { drawTelephone } from "./telephone.js";

export function screenFor(app, hash) {
  const { say } = app;
  if (app.vault === "impossible") return [el("h1", {}, say("survey")), el("p", { class: "note bad" }, say("impossible"))];
  if (!app.vault) return [language(app), ...banner(app), ...drawFirstStart(app)];
  if (app.book.key === null) return [language(app), ...banner(app), ...drawPin(app)];
  const form = /^#\/ho\/(\d+)(:[a-z]+)?$/.exec(hash);
  const screen = form ? drawForm(app, form[2] ? form[1] + form[2] : Number(form[1])) : hash === "#/da-lam" ? drawSafe(app) : hash === "#/may" ? drawTelephone(app) : drawHomes(app);
  return [top(app, hash), ...banner(app), ...screen];
}

function banner(app) {
  const bad = { full: "bad", later: "bad", wiped: "warning", newer: "bad" };
  return app.banner ? [el("p", { class: `note ${bad[app.banner] ?? "warning"}`, role: "alert" }, app.say(app.banner))] : [];
}

function language(app) {
  const other = app.language === "vi" ? "en" : "vi";
  const onclick = () => {
    app.speak(other);
    app.draw("other-language");
  };
  const button = el("button", { type: "button", class: "quiet push", id: "other-language", lang: other, onclick }, app.say("other_language"));
  return el("div", { class: "survey-top" }, button);
}

function top(app, hash) {
  const { say } = app;
  const link = (to, text) => el("a", { href: to, "aria-current": (hash || "#/") === to ? "page" : null }, text);
  const lock = el("button", { type: "button", class: "quiet", onclick: app.lock }, say("lock"));
  const stand = el("p", { class: "stand small", role: "status" });
  const tell = () => {
    const text = standWords(app);
    if (stand.textContent !== text) stand.textContent = text;
    stand.classList.toggle("calm", notSafe(app.book).length === 0);
  };
  app.root.addEventListener("told", tell);
  const ended = app.leaving;
  app.leaving = () => {
    ended?.();
    app.root.removeEventListener("told", tell);
  };
  tell();
  const nav = el("nav", { "aria-label": say("parts") }, link("#/", say("homes")), link("#/da-lam", say("done_forms")), link("#/may", say("this_phone")));
  return el("header", { class: "survey-top" }, nav, lock, stand);
}

/** One sentence: how much is not safe yet, and why it is not on its way. */
function standWords(app) {
  const { say, book, sync } = app;
  const left = notSafe(book).length;
  const why = { no_network: "stand_no_network", broken: "stand_broken", refused: "stand_refused" }[sync?.state];
  const update = app.update && book.drafts.size > 0 ? ` ${say("new_version")}` : "";
  if (left === 0) return say(why === "stand_refused" ? "stand_refused" : "all_safe") + update;
  const more = why ? say(why) : sync?.state === "sending" ? say("stand_sending") : "";
  return `${say("not_safe", { n: left })} ${more}`.trim() + update;
}
