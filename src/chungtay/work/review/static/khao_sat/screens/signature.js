// A signature by finger or pen. Whoever cannot or will not sign goes on without it.

import { el } from "../../chungtay/form/elements.js";
import { fileOf } from "../book.js";
import { addFile, bytesOf, removeFile } from "./photos.js";

const [WIDTH, HEIGHT] = [600, 200];

export function drawSignature(page, kind, label) {
  const { app, draft, say } = page;
  const canvas = el("canvas", { width: WIDTH, height: HEIGHT, class: "signature", role: "img", "aria-label": label });
  const pen = canvas.getContext("2d");
  Object.assign(pen, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: "#1d2733" });
  const file = () => draft.files.find((each) => each.kind === kind);
  let drawing = false;
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
    pen.lineTo(...at(event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    drawing = false;
    page.after(async () => {
      const before = file();
      await addFile(page, kind, await bytesOf(canvas, "image/png"));
      if (before) await removeFile(page, before);
    });
  });
  const clear = () => {
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    page.after(() => file() && removeFile(page, file()));
  };
  if (file()) fileOf(app.book, file().sent_id).then(async (bytes) => bytes && pen.drawImage(await createImageBitmap(new Blob([bytes])), 0, 0));
  return el("div", { class: "field" }, el("span", { class: "label" }, label), canvas, el("div", {}, el("button", { type: "button", class: "quiet", onclick: clear }, say("clear_signature"))));
}
