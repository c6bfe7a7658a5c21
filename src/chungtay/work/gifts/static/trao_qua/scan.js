// Reading a slip: by the camera or from a photograph, or its short code typed.

import { reader } from "../chungtay/codes/reader.js";
import { el } from "../chungtay/form/elements.js";
import { firstOf, giftOfSlip } from "./book.js";
import { input, trouble } from "./doors.js";

export function drawScan(app) {
  const { say } = app;
  const { node, tell } = trouble();
  const code = input("code", say("code"), { class: "code", autocapitalize: "characters", spellcheck: "false", maxlength: 40 });
  const camera = el("video", { muted: true, playsinline: true, hidden: true, "aria-label": say("picture") });
  const buttons = el("div", { class: "row" });
  let stream = null;
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
  };
  app.leaving = stop;
  const found = async (text) => {
    const slip = await giftOfSlip(app.book, text);
    if (!slip) {
      tell(say("unknown_slip"));
      return;
    }
    const first = firstOf(app.book, slip.gift, say("here"));
    if (first) {
      tell(twice(app, slip.gift, first));
      return;
    }
    app.slip = slip;
    app.go(`#/trao/${slip.gift.id}`);
  };
  const scan = async (read) => {
    tell("");
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      tell(say("no_camera"));
      return;
    }
    camera.srcObject = stream;
    camera.hidden = false;
    await camera.play();
    while (stream) {
      const text = await read(camera);
      if (text && stream) {
        stop();
        camera.hidden = true;
        await found(text);
        return;
      }
      await new Promise((done) => setTimeout(done, 200));
    }
  };
  reader().then((read) => {
    const photo = el("input", { class: "only-read", type: "file", accept: "image/*", onchange: async () => {
      const picture = photo.files[0] && (await createImageBitmap(photo.files[0]).catch(() => null));
      photo.value = ""; // the same file may be chosen again
      const text = picture && (await read(picture));
      if (text) await found(text);
      else tell(say("no_code"));
    } });
    if (navigator.mediaDevices?.getUserMedia) buttons.append(el("button", { type: "button", class: "primary", onclick: () => scan(read) }, say("camera")));
    buttons.append(el("label", { class: "button" }, say("from_photo"), photo));
  });
  const onsubmit = (event) => {
    event.preventDefault();
    tell("");
    if (code.box.value.trim()) found(code.box.value);
  };
  return [el("h1", {}, say("scan_title")), el("p", {}, say("scan_lead")), buttons, camera, node, el("form", { class: "stack", novalidate: true, onsubmit }, code.node, el("div", {}, el("button", { type: "submit" }, say("go")))), el("p", {}, el("a", { href: "#/" }, say("back")))];
}

/** The refusal of a second hand-over: what, whose, and where and when the first was. */
export function twice(app, gift, first) {
  const values = { when: moment(first.at), where: first.where, by: first.by, name: first.received_by };
  return `${app.say("twice")} · ${gift.kind} · ${gift.name}. ${app.say("twice_words", values)}`;
}

export function moment(text) {
  const parts = { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric" };
  return new Intl.DateTimeFormat("vi-VN", parts).format(new Date(text));
}
