// Handing gifts over on a telephone: a route taken along under a PIN, slips scanned without a network, each hand-over
// kept sealed and sent by itself.

import { speaker } from "../chungtay/form/words.js";
import { checkWipe, finishErasing, preparedAnew, rememberErased, tellWiped, wasErased } from "../chungtay/phone/lost.js";
import { Full, erase, get } from "../chungtay/phone/store.js";
import { followVersions } from "../chungtay/phone/update.js";
import { emptyBook, load } from "./book.js";
import { screenFor } from "./screens.js";
import { Sync } from "./sync.js";
import { WORDS } from "./words.js";

const IDLE = 5 * 60_000; // then the telephone locks itself
const root = document.getElementById("app");
const app = { root, address: root.dataset.address, signIn: root.dataset.signIn, book: emptyBook(), sync: null, say: speaker(WORDS, "vi"), banner: null, leaving: null };
Object.assign(app, { draw, go, lock, unlocked, wipe, trouble });
start();

async function start() {
  document.title = `${app.say("title")} · Chung Tay`;
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
  followVersions(app.address, (put) => app.book.key === null && put()).catch(() => {}); // it works with a network too
  if (app.vault && (await checkWipe(app.address))) await wipe();
}

/** Show the screen that the address names. */
function draw() {
  app.leaving?.();
  app.leaving = null;
  root.replaceChildren(...screenFor(app, location.hash).filter(Boolean));
  const heading = root.querySelector("h1");
  if (heading) heading.tabIndex = -1;
  heading?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function go(hash) {
  if (location.hash === hash) draw();
  else location.hash = hash;
}

async function unlocked(key) {
  app.book = await load(key);
  preparedAnew();
  if (app.banner === "wiped") app.banner = null;
  app.vault = await get("plain", "vault");
  app.sync = new Sync(app.book, app.address, { told: () => root.dispatchEvent(new Event("told")), wiped: wipe });
  draw();
  app.sync.now();
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

function trouble(banner) {
  app.banner = banner;
  draw();
}

function watchIdle() {
  let last = Date.now();
  for (const sign of ["pointerdown", "keydown", "input"]) addEventListener(sign, () => (last = Date.now()), { passive: true });
  const look = () => app.book.key !== null && Date.now() - last > IDLE && lock();
  setInterval(look, 10_000);
  addEventListener("visibilitychange", look);
}
