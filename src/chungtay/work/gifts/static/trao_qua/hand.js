// One gift: handed over against its slip with name and signature or photograph; or why not.

import { el } from "../chungtay/form/elements.js";
import { sha256 } from "../chungtay/phone/vault.js";
import { firstOf, keep, officeTime } from "./book.js";
import { input, trouble } from "./doors.js";
import { twice } from "./scan.js";

const [WIDTH, HEIGHT] = [600, 200];
const LONGEST = 1024; // pixels of a photograph

export function drawGift(app, id) {
  const { say } = app;
  const gift = app.book.list.gifts.find((each) => each.id === id);
  if (!gift) return [el("h1", {}, say("route")), el("p", {}, el("a", { href: "#/" }, say("back")))];
  const first = firstOf(app.book, gift, say("here"));
  const slip = app.slip?.gift.id === id ? app.slip : null;
  const whose = gift.head && gift.head !== gift.name ? ` · ${say("household_of", { name: gift.head })}` : "";
  const about = [el("h1", {}, gift.name), el("p", {}, `${gift.group}${gift.address ? ` · ${gift.address}` : ""}${whose}`), el("p", {}, el("b", {}, gift.kind), ` · ${gift.worth.toLocaleString("vi-VN")} đ · ${gift.round}`)];
  const back = el("p", {}, el("a", { href: "#/" }, say("back")));
  if (first) return [...about, el("p", { class: "note bad", role: "alert" }, twice(app, gift, first)), back];
  if (slip) return [...about, handOver(app, gift, slip), back];
  return [...about, el("p", { class: "note" }, say("with_slip")), el("p", {}, el("a", { class: "button primary", href: "#/quet" }, say("scan"))), notNow(app, gift), back];
}

function handOver(app, gift, slip) {
  const { say } = app;
  const name = input("received-by", say("received_by"), { value: gift.name, maxlength: 100 });
  const pad = signaturePad(say);
  const photo = el("input", { type: "file", id: "photo", accept: "image/*", capture: "environment" });
  const { node, tell } = trouble();
  const button = el("button", { type: "submit", class: "primary" }, say("hand"));
  const onsubmit = async (event) => {
    event.preventDefault();
    const received_by = name.box.value.trim();
    const wrong = !received_by ? "received_missing" : !pad.signed() && !photo.files[0] ? "proof_missing" : "";
    tell(wrong && say(wrong));
    if (wrong) return;
    button.disabled = true;
    const failed = await handed(received_by);
    if (failed) {
      tell(say(failed)); // nothing is kept yet: another picture, a signature or the same once more
      button.disabled = false;
    }
  };
  const handed = async (received_by) => {
    const bytes = pad.signed() ? await bytesOf(pad.canvas, "image/png") : await shrunk(photo.files[0]).catch(() => null);
    if (!bytes) return "photo_unreadable";
    const proof = { kind: pad.signed() ? "signature" : "photo", size: bytes.byteLength, sha256: await sha256(bytes) };
    return (await tellOffice(app, gift, { outcome: "delivered", received_by, note: "", secret: slip.secret, proof }, bytes)) ? "" : "not_kept";
  };
  const picture = el("div", { class: "field" }, el("label", { for: "photo" }, say("photo")), photo);
  return el("form", { class: "stack", novalidate: true, onsubmit }, name.node, pad.node, picture, node, el("div", {}, button));
}

function notNow(app, gift) {
  const { say } = app;
  const why = input("why", say("why"), { maxlength: 300 });
  const { node, tell } = trouble();
  const note = () => why.box.value.trim();
  const noted = async (outcome) => {
    const kept = await tellOffice(app, gift, { outcome, received_by: "", note: note(), secret: "", proof: null });
    if (!kept) tell(say("not_kept"));
  };
  const absent = () => noted("absent");
  const refused = () => (note() ? noted("refused") : tell(say("why_missing")));
  const buttons = el("div", { class: "row" }, el("button", { type: "button", onclick: absent }, say("absent")), el("button", { type: "button", onclick: refused }, say("refused")));
  return el("details", {}, el("summary", {}, say("not_now")), el("div", { class: "stack tight" }, why.node, node, buttons));
}

/** Keep what happened, with its proof, before anything is sent; then back to the list. False where the telephone could
 * not keep it: nothing was noted. */
async function tellOffice(app, gift, told, bytes = null) {
  const row = { sent_id: crypto.randomUUID(), gift: gift.id, at: officeTime(app.book).toISOString(), ...told, state: "waiting", words: [], name: gift.name, kind: gift.kind, proof_done: !told.proof };
  try {
    await keep(app.book, [[`told:${row.sent_id}`, row], ...(bytes ? [[`file:${row.sent_id}`, bytes]] : [])]);
  } catch {
    return false; // no room left
  }
  app.slip = null;
  app.book.told.set(row.sent_id, row);
  app.sync.now();
  app.go("#/");
  return true;
}

function signaturePad(say) {
  const canvas = el("canvas", { width: WIDTH, height: HEIGHT, class: "signature", role: "img", "aria-label": say("signature") });
  const pen = canvas.getContext("2d");
  Object.assign(pen, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: "#1d2733" });
  let drawing = false;
  let strokes = 0;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * WIDTH, ((event.clientY - box.top) / box.height) * HEIGHT];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    strokes += 1;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => (drawing = false));
  const clear = () => {
    strokes = 0;
    pen.clearRect(0, 0, WIDTH, HEIGHT);
  };
  const node = el("div", { class: "field" }, el("span", { class: "label" }, say("signature")), canvas, el("div", {}, el("button", { type: "button", class: "quiet", onclick: clear }, say("clear"))));
  return { node, canvas, signed: () => strokes > 2 };
}

async function shrunk(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return bytesOf(canvas, "image/jpeg", 0.7);
}

async function bytesOf(canvas, kind, quality) {
  return (await new Promise((done) => canvas.toBlob(done, kind, quality))).arrayBuffer();
}
