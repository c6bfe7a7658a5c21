// Photographs, made small on the telephone before they are kept: a page stays readable, a day's work stays sendable.

import { el } from "../../chungtay/form/elements.js";
import { fileOf, keep } from "../book.js";
import { keyOf } from "../drafts.js";
import { Full } from "../../chungtay/phone/store.js";
import { sha256 } from "../../chungtay/phone/vault.js";

const LONGEST = 1280; // pixels
const MOST = 8;
const PATIENCE = 20_000; // milliseconds for one picture: some that cannot be read are never answered for

export function drawPhotos(page) {
  const { draft, say } = page;
  const list = el("ul", { class: "plain photos" });
  const told = el("p", { class: "error", role: "alert", hidden: true });
  const box = el("input", { type: "file", id: "photo", accept: "image/*", capture: "environment", "aria-describedby": "photo-hint", onchange: () => taken() });
  const photos = () => draft.files.filter((file) => file.kind === "photo");
  const fill = () => {
    list.replaceChildren(...photos().map((file, place) => thumbnail(page, file, place, fill)));
    box.disabled = photos().length >= MOST;
  };
  const tell = (word) => {
    told.hidden = false;
    told.textContent = say(word);
  };
  // a picture that cannot be read is said in words and left out; the others, and the form, go on without it
  const take = async (file) => {
    const bytes = await shrunk(file).catch(() => null);
    if (bytes) await addFile(page, "photo", bytes);
    else tell("photo_broken");
  };
  const taken = async () => {
    told.hidden = true;
    try {
      for (const file of [...box.files]) await page.after(() => take(file));
    } catch (error) {
      tell(error instanceof Full ? "full" : "photo_broken");
      if (!(error instanceof Full || error instanceof DOMException)) throw error;
    } finally {
      box.value = "";
      fill();
    }
  };
  fill();
  return el("div", { class: "field" }, el("label", { for: "photo" }, say("photos")), el("p", { class: "hint", id: "photo-hint" }, say("photos_hint", { n: MOST })), box, told, list);
}

function thumbnail(page, file, place, fill) {
  const { app, draft, say } = page;
  const canvas = el("canvas", { width: 96, height: 72, role: "img", "aria-label": say("photo_n", { n: place + 1 }) });
  fileOf(app.book, file.sent_id).then(async (bytes) => {
    if (!bytes) return;
    const picture = await decoded(new Blob([bytes])).catch(() => null);
    if (!picture) return; // the place stays empty; the photograph can still be taken out
    const scale = Math.min(96 / picture.width, 72 / picture.height);
    canvas.getContext("2d").drawImage(picture, 0, 0, picture.width * scale, picture.height * scale);
  });
  const remove = async () => {
    await page.after(() => removeFile(page, file));
    fill();
  };
  return el("li", {}, canvas, el("button", { type: "button", class: "quiet", onclick: remove }, say("remove_photo", { n: place + 1 })));
}

/** Keep bytes as a file of the form, together with the form that now names it. */
export async function addFile(page, kind, bytes) {
  const { app, draft } = page;
  const file = { sent_id: crypto.randomUUID(), kind, size: bytes.byteLength, sha256: await sha256(bytes) };
  const files = [...draft.files, file];
  await keep(app.book, [
    [`file:${file.sent_id}`, bytes],
    [`draft:${keyOf(draft)}`, { ...draft, files }],
  ]);
  draft.files = files;
  app.book.drafts.set(keyOf(draft), draft);
  return file;
}

export async function removeFile(page, file) {
  const { app, draft } = page;
  draft.files = draft.files.filter((each) => each !== file);
  await keep(app.book, [
    [`draft:${keyOf(draft)}`, draft],
    [`file:${file.sent_id}`, undefined],
  ]);
}

/** The picture of a file. Rejects for what is none, also where the browser never answers. */
async function decoded(file) {
  let timer;
  const late = new Promise((_done, fail) => (timer = setTimeout(() => fail(new Error("no answer")), PATIENCE)));
  return Promise.race([createImageBitmap(file), late]).finally(() => clearTimeout(timer));
}

/** The bytes of a smaller picture. Rejects for a file that holds none. */
async function shrunk(file) {
  const picture = await decoded(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return bytesOf(canvas, "image/jpeg", 0.7);
}

export async function bytesOf(canvas, kind, quality) {
  const blob = await new Promise((done) => canvas.toBlob(done, kind, quality));
  return blob.arrayBuffer();
}
