// This telephone: whose it is, how much room it has, how its clock stands, and erasing it.

import { el } from "../../chungtay/form/elements.js";
import { notSafe } from "../book.js";

const FAR = 5 * 60; // seconds; a clock that is further off is told

export function drawTelephone(app) {
  const { say, book } = app;
  const room = el("dd", {}, "…");
  navigator.storage?.estimate?.().then(({ usage, quota }) => (room.textContent = say("room", { used: mega(usage), of: mega(quota) })));
  const off = Math.abs(book.skew) > FAR;
  const left = notSafe(book).length;
  const sure = () => confirm(left > 0 ? say("erase_loses", { n: left }) : say("erase_sure"));
  const other = app.language === "vi" ? "en" : "vi";
  return [
    el("h1", {}, say("this_phone")),
    off ? el("p", { class: "note warning" }, say(book.skew > 0 ? "clock_ahead" : "clock_behind", { n: Math.round(Math.abs(book.skew) / 60) })) : null,
    el(
      "dl",
      { class: "card facts" },
      el("div", {}, el("dt", {}, say("phone_name")), el("dd", {}, book.device.name)),
      el("div", {}, el("dt", {}, say("person")), el("dd", {}, book.device.person)),
      el("div", {}, el("dt", {}, say("homes_title")), el("dd", {}, String(book.cases.size))),
      el("div", {}, el("dt", {}, say("storage")), room),
      el("div", {}, el("dt", {}, say("version")), el("dd", {}, app.root.dataset.version)),
    ),
    el(
      "div",
      { class: "row" },
      el("button", { type: "button", onclick: () => app.sync.now() }, say("fetch_homes")),
      el("button", { type: "button", id: "other-language", lang: other, onclick: () => (app.speak(other), app.draw("other-language")) }, say("other_language")),
    ),
    el("details", {}, el("summary", {}, say("hand_on")), el("div", { class: "stack tight" }, el("p", {}, say("hand_on_words")), el("button", { type: "button", class: "danger", onclick: () => sure() && app.wipe() }, say("erase")))),
  ];
}

function mega(bytes) {
  return Math.round((bytes ?? 0) / 1024 / 1024);
}
