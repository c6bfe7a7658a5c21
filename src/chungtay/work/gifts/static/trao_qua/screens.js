// Which screen the address names, the list of the route, and what is safe at the ward.

import { el } from "../chungtay/form/elements.js";
import { firstOf, toldOf, unsafe } from "./book.js";
import { drawFirstStart, drawPin } from "./doors.js";
import { drawGift } from "./hand.js";
import { drawScan, moment } from "./scan.js";

export function screenFor(app, hash) {
  const banner = app.banner ? el("p", { class: "note warning", role: "alert" }, app.say(app.banner)) : null;
  if (app.vault === "impossible") return [el("h1", {}, app.say("title")), el("p", { class: "note bad" }, app.say("impossible"))];
  if (!app.vault) return [banner, ...drawFirstStart(app)];
  if (app.book.key === null) return [banner, ...drawPin(app)];
  const [, place, id] = hash.split("/");
  const screen = place === "quet" ? drawScan(app) : place === "trao" ? drawGift(app, Number(id)) : place === "gui" ? drawSafe(app) : drawRoute(app);
  return [top(app, place ?? ""), banner, ...screen];
}

function top(app, place) {
  const { say } = app;
  const link = (hash, name, word) => el("a", { href: hash, ...(place === name ? { "aria-current": "page" } : {}) }, say(word));
  const stand = el("p", { class: "stand", role: "status" });
  const fill = () => {
    const left = unsafe(app.book).length;
    const trouble = app.sync?.state ? ` · ${say(app.sync.state)}` : "";
    stand.textContent = (left > 0 ? say("unsafe", { n: left }) : say("all_safe")) + trouble;
    stand.classList.toggle("calm", left === 0);
  };
  app.root.addEventListener("told", fill);
  after(app, () => app.root.removeEventListener("told", fill));
  fill();
  return el("header", { class: "top" }, el("nav", { "aria-label": say("title") }, link("#/", "", "route"), link("#/quet", "quet", "scan"), link("#/gui", "gui", "safe")), el("button", { type: "button", class: "quiet", onclick: app.lock }, say("lock")), stand);
}

/** What is done when the screen is left, after what is done already. */
function after(app, act) {
  const before = app.leaving;
  app.leaving = () => {
    before?.();
    act();
  };
}

/** The state of a gift in this telephone's eyes: [word, kind of tag]. */
function stateOf(app, gift) {
  if (firstOf(app.book, gift, "")) return ["delivered", "done"];
  const row = toldOf(app.book, gift);
  if (row || gift.state === "refused") return [row?.outcome ?? "refused", row?.outcome === "absent" ? "wait" : "bad"];
  return ["ready", "wait"];
}

function drawRoute(app) {
  const { say } = app;
  const list = el("ul", { class: "gifts" });
  const counted = el("p", {});
  const find = el("input", { id: "find", type: "search", autocomplete: "off", oninput: () => fill() });
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "D").toLowerCase();
  const fill = () => {
    const { gifts } = app.book.list;
    const states = new Map(gifts.map((gift) => [gift.id, stateOf(app, gift)]));
    counted.textContent = gifts.length ? say("progress", { done: [...states.values()].filter(([word]) => word === "delivered").length, all: gifts.length }) : say("nothing");
    const shown = gifts.filter((gift) => plain(`${gift.name} ${gift.head}`).includes(plain(find.value)));
    shown.sort((one, other) => (states.get(one.id)[0] === "ready" ? 0 : 1) - (states.get(other.id)[0] === "ready" ? 0 : 1));
    list.replaceChildren(...shown.map((gift) => card(app, gift, states.get(gift.id))));
  };
  app.root.addEventListener("told", fill);
  after(app, () => app.root.removeEventListener("told", fill));
  fill();
  return [el("h1", {}, say("route")), counted, el("p", {}, el("a", { class: "button primary", href: "#/quet" }, say("scan"))), el("div", { class: "field" }, el("label", { for: "find" }, say("find")), find), list];
}

function card(app, gift, [word, kind]) {
  return el("li", {}, el("a", { class: "card gift", href: `#/trao/${gift.id}`, "data-gift": gift.id }, el("b", {}, gift.name), el("span", {}, gift.kind), el("span", { class: "small soft" }, `${gift.group}${gift.address ? ` · ${gift.address}` : ""}`), el("span", { class: `tag ${kind}` }, app.say(word))));
}

function drawSafe(app) {
  const { say } = app;
  const list = el("div", { class: "stack" });
  const fill = () => {
    const rows = [...app.book.told.values()].sort((one, other) => other.at.localeCompare(one.at));
    list.replaceChildren(...(rows.length ? rows.map((row) => told(app, row)) : [el("p", { class: "card empty" }, say("no_rows"))]));
  };
  app.root.addEventListener("told", fill);
  after(app, () => app.root.removeEventListener("told", fill));
  fill();
  return [el("h1", {}, say("safe")), el("div", {}, el("button", { type: "button", onclick: () => app.sync.now() }, say("send_now"))), list];
}

function told(app, row) {
  const { say } = app;
  const kind = row.state === "kept" ? (row.proof_done ? "good" : "") : row.state === "waiting" ? "" : "bad";
  const word = row.state === "kept" && !row.proof_done ? "proof" : row.state;
  return el("section", { class: `note ${kind} stack tight`, "data-state": row.state }, el("h2", {}, row.name), el("p", {}, `${row.kind} · ${say(row.outcome)} · ${moment(row.at)}`), el("p", {}, say(`row_${word}`)), (row.words ?? []).map((words) => el("p", {}, el("b", {}, words))));
}
