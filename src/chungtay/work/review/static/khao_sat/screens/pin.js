// The PIN: asked for after each start and after five quiet minutes. A wrong one costs time.

import { el } from "../../chungtay/form/elements.js";
import { leftHere } from "../left_here.js";
import { WrongPin, unlock } from "../../chungtay/phone/vault.js";

/** A field for digits that are not shown. Returns {node, set, box}. */
export function pinField(id, label, hint, onchange, autocomplete = "off") {
  const box = el("input", { id, type: "password", inputmode: "numeric", autocomplete, "aria-describedby": `${id}-hint ${id}-error`, oninput: () => onchange(box.value.trim()) });
  const error = el("p", { class: "error", id: `${id}-error`, hidden: true });
  const node = el("div", { class: "field" }, el("label", { for: id }, label), hint ? el("p", { class: "hint", id: `${id}-hint` }, hint) : null, box, error);
  const set = ({ error: sentence }) => {
    error.textContent = sentence;
    error.hidden = !sentence;
    if (sentence) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
  };
  return { node, set, box };
}

export function drawPin(app) {
  const { say } = app;
  let pin = "";
  const field = pinField("pin", say("pin"), "", (value) => (pin = value), "current-password");
  const trouble = el("p", { class: "note bad", role: "alert", hidden: true });
  const button = el("button", { type: "submit", class: "primary" }, say("unlock"));
  const onsubmit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await app.unlocked(await unlock(pin));
    } catch (error) {
      button.disabled = false;
      if (error instanceof RangeError) {
        app.trouble("newer"); // kept by a later version of the app: it is left as it is
        return;
      }
      if (!(error instanceof WrongPin)) throw error;
      trouble.hidden = false;
      trouble.textContent = error.wait > 0 ? say("pin_wait", { n: Math.ceil(error.wait / 1000) }) : say("pin_wrong");
      field.box.value = pin = "";
      field.box.focus();
    }
  };
  const lost = el("p", { class: "strong" });
  const sure = async () => {
    const left = await leftHere();
    return confirm(left.unsafe + left.half > 0 ? say("forgotten_loses", left) : say("erase_sure"));
  };
  leftHere().then((left) => (lost.textContent = say(left.unsafe + left.half > 0 ? "forgotten_left" : "forgotten_nothing", left)));
  const forget = el(
    "details",
    {},
    el("summary", {}, say("pin_forgotten")),
    el("div", { class: "stack tight" }, el("p", {}, say("pin_forgotten_words")), lost, el("button", { type: "button", class: "danger", onclick: async () => (await sure()) && app.wipe() }, say("erase"))),
  );
  return [
    el("h1", {}, say("locked")),
    el("p", {}, say("locked_words")),
    el("form", { class: "stack narrow", novalidate: true, onsubmit }, field.node, trouble, el("div", {}, button)),
    forget,
  ];
}
