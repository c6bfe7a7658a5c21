// The survey on a telephone: takes households along, asks the questions of the rule book, keeps every answer sealed on
// the telephone, sends by itself when there is a network.
//
// `app` holds: root, address, language, say, book (book.js; its key is null while locked), sync, update (puts a new
// version in place, or null), and the functions draw, go, lock, unlocked, wipe, trouble.

import { speaker } from "../chungtay/form/words.js";
import { emptyBook, load } from "./book.js";
import { Full, erase, get } from "../chungtay/phone/store.js";
import { Sync } from "./sync.js";
import { checkWipe, finishErasing, preparedAnew, rememberErased, tellWiped, wasErased } from "../chungtay/phone/lost.js";
import { followVersions } from "../chungtay/phone/update.js";
import { screenFor } from "./screens/which.js";
import { WORDS } from "./words.js";

const IDLE = 5 * 60_000; // then the telephone locks itself
const LANGUAGE = "chungtay.khao-sat.language";

const root = document.getElementById("app");
const app = { root, address: root.dataset.address, signIn: root.dataset.signIn, book: emptyBook(), sync: null, update: null };
Object.assign(app, { draw, go, lock, unlocked, wipe, trouble, speak, mayUpdate, banner: null, leaving: null });
speak(localStorage.getItem(LANGUAGE) ?? "vi");
root.classList.add("asks");
start();

async function start() {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) {
    app.vault = "impossible";
    draw();
    return;
  }
  await finishErasing();
  await tellWiped(app.address);
  app.vault = await get("plain", "vault");
  if (!app.vault && wasErased()) app.banner = "wiped";
  addEventListener("hashchange", () => draw());
  addEventListener("unhandledrejection", (event) => event.reason instanceof Full && trouble("full"));
  watchIdle();
  draw();
  followVersions(app.address, (put) => {
    app.update = put;
    mayUpdate();
  }).catch(() => {}); // without a worker the app works as long as there is a network
  if (app.vault && (await checkWipe(app.address))) await wipe();
}

function speak(language) {
  app.language = language === "en" ? "en" : "vi";
  app.say = speaker(WORDS, app.language);
  document.documentElement.lang = app.language;
  document.title = `${app.say("survey")} · Chung Tay`;
  localStorage.setItem(LANGUAGE, app.language);
}

/** Show the screen that the address names; `focus` is the id that takes the focus, else the heading does. */
function draw(focus = null) {
  app.leaving?.();
  app.leaving = null;
  const nodes = screenFor(app, location.hash);
  root.replaceChildren(...nodes.filter(Boolean));
  const target = (focus && document.getElementById(focus)) || root.querySelector("h1");
  if (target?.matches("h1")) target.tabIndex = -1;
  target?.focus({ preventScroll: Boolean(focus) });
  if (!focus) scrollTo(0, 0);
}

function go(hash) {
  if (location.hash === hash) draw();
  else location.hash = hash;
}

/** The PIN was right: read what is kept, and begin to send. */
async function unlocked(key) {
  app.book = await load(key);
  preparedAnew();
  if (app.banner === "wiped") app.banner = null;
  app.vault = await get("plain", "vault");
  app.sync = new Sync(app.book, app.address, { told: () => root.dispatchEvent(new Event("told")), wiped: wipe });
  draw();
  app.sync.now();
  mayUpdate();
}

function lock() {
  app.sync?.stop();
  Object.assign(app, { sync: null, book: emptyBook() });
  draw();
}

/** Erase everything, and say so to the office as soon as it can be reached. */
async function wipe() {
  const plain = await get("plain", "device");
  app.sync?.stop();
  Object.assign(app, { sync: null, book: emptyBook(), vault: undefined, banner: "wiped" });
  rememberErased(plain);
  await erase();
  history.replaceState(null, "", app.address);
  draw();
  await tellWiped(app.address);
}

/** Something that the person must know stands above the screen until it is over. */
function trouble(banner) {
  app.banner = banner;
  draw();
}

/** A new version takes its place when nothing is half-filled; until then the person is told. */
function mayUpdate() {
  if (!app.update || (app.vault && app.book.key === null)) return;
  if (app.book.drafts.size === 0) app.update();
  else root.dispatchEvent(new Event("told"));
}

function watchIdle() {
  let last = Date.now();
  const active = () => (last = Date.now());
  for (const sign of ["pointerdown", "keydown", "input"]) addEventListener(sign, active, { passive: true });
  const look = () => app.book.key !== null && Date.now() - last > IDLE && lock();
  setInterval(look, 10_000);
  addEventListener("visibilitychange", look);
}
