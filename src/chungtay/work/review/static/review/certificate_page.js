// The page around the check: by the camera, from a photograph, or the pasted text.
import { reader } from "../chungtay/codes/reader.js";
import { checkText, revokedList } from "./certificate.js";

const given = (id) => JSON.parse(document.getElementById(id).textContent);
const keys = given("certificate-keys"), words = given("certificate-words");
const form = document.getElementById("certificate-check"), box = document.getElementById("text");
const answer = document.getElementById("answer"), camera = document.getElementById("camera");
const WEEK = 7 * 24 * 3600;
let list = null;

const day = (seconds) => {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Ho_Chi_Minh", day: "2-digit", month: "2-digit", year: "numeric" });
  return parts.format(new Date(seconds * 1000));
};
const moment = (seconds) => `${day(seconds)} ${new Date(seconds * 1000).toLocaleTimeString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit" })}`;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

async function useList(listed) {
  const read = await revokedList(listed, keys);
  if (read && (!list || read.time >= list.time)) list = read;
  document.getElementById("list-time").textContent = list ? fill(words.list, { time: moment(list.time) }) : words.no_list;
}

async function show(text) {
  answer.replaceChildren();
  if (!globalThis.crypto?.subtle) { answer.append(element("p", words.no_crypto, "note warning")); return; }
  const now = Date.now() / 1000;
  const found = await checkText(text, keys, list, now);
  const dates = { first: day(found.first ?? 0), last: day(found.last ?? 0) };
  const good = found.state === "true";
  answer.append(element("h2", good ? words.true : fill(words[found.state], dates), `note ${good ? "good" : "bad"}`));
  if (found.serial) {
    const facts = element("dl");
    const rows = [["class", `${words[found.class] ?? found.class} · ${found.year}`], ["head", found.initials], ["office", found.office], ["valid", `${dates.first} – ${dates.last}`], ["serial", found.serial]];
    for (const [name, value] of rows) facts.append(element("dt", words[name]), element("dd", value));
    answer.append(facts, element("p", words.compare));
    if (!list) answer.append(element("p", words.no_list, "note warning"));
    else if (now - list.time > WEEK) answer.append(element("p", words.old_list, "note warning"));
  }
}

form.addEventListener("submit", (event) => { event.preventDefault(); show(box.value); });

async function scan(read) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    answer.replaceChildren(element("p", words.no_camera, "note warning"));
    return;
  }
  camera.srcObject = stream;
  camera.hidden = false;
  await camera.play();
  for (;;) {
    const text = await read(camera);
    if (text) { box.value = text; break; }
    await new Promise((done) => setTimeout(done, 200));
  }
  stream.getTracks().forEach((track) => track.stop());
  camera.hidden = true;
  await show(box.value);
}

/** The worker keeps the page on the device; a newer one takes over at once, because nothing here is half-filled for long. */
async function keepHere() {
  if (!("serviceWorker" in navigator)) return;
  const address = form.dataset.page;
  const found = await navigator.serviceWorker.register(`${address}worker.js`, { scope: address, updateViaCache: "none" });
  found.waiting?.postMessage("take over");
}

async function photo(read, file) {
  const picture = await createImageBitmap(file).catch(() => null);
  const text = picture && (await read(picture));
  if (!text) { answer.replaceChildren(element("p", words.no_code, "note warning")); return; }
  box.value = text;
  await show(box.value);
}

await useList(given("certificate-list"));
keepHere().catch(() => {}); // without a worker the page works as long as it is open
const read = await reader();
const button = document.getElementById("scan"), picture = document.getElementById("photo");
picture.hidden = false;
picture.querySelector("input").addEventListener("change", (event) => event.target.files[0] && photo(read, event.target.files[0]));
if (navigator.mediaDevices?.getUserMedia) { button.hidden = false; button.addEventListener("click", () => scan(read)); }
addEventListener("online", async () => {
  try { await useList(await (await fetch(form.dataset.list)).json()); } catch { /* still without a network: the list in the page holds */ }
});
document.body.dataset.ready = "yes";
