// Before the list: the first start (who is signed in, a name, a PIN), and the PIN after each start.

import { el } from "../chungtay/form/elements.js";
import { NoNetwork, Refused, call, whoIsHere } from "../chungtay/phone/contact.js";
import { change } from "../chungtay/phone/store.js";
import { WrongPin, make, sealJson, unlock } from "../chungtay/phone/vault.js";

export function input(id, label, attributes = {}) {
  const box = el("input", { id, autocomplete: "off", ...attributes });
  return { box, node: el("div", { class: "field" }, el("label", { for: id }, label), box) };
}

export function trouble() {
  const node = el("p", { class: "note bad", role: "alert", hidden: true });
  const tell = (text) => {
    node.textContent = text;
    node.hidden = !text;
  };
  return { node, tell };
}

export function drawFirstStart(app) {
  const { say } = app;
  const place = el("div", { class: "stack" });
  whoIsHere(app.address).then(
    (person) => place.replaceChildren(...(person ? register(app, person) : signIn(app))),
    () => place.replaceChildren(el("p", { class: "note warning", role: "alert" }, say("needs_network")), el("div", {}, el("button", { type: "button", onclick: () => app.draw() }, say("try_again")))),
  );
  return [el("h1", {}, say("first_title")), el("p", {}, say("first_lead")), place];
}

function signIn(app) {
  const href = `${app.signIn}?next=${encodeURIComponent(app.address)}`;
  return [el("p", {}, app.say("sign_in_first")), el("p", {}, el("a", { class: "button primary", href }, app.say("sign_in")))];
}

function register(app, person) {
  const { say } = app;
  const pinBox = { type: "password", inputmode: "numeric", autocomplete: "new-password" };
  const name = input("phone-name", say("phone_name"));
  const pin = input("pin", say("new_pin"), pinBox);
  const again = input("pin-again", say("pin_again"), pinBox);
  const { node, tell } = trouble();
  const button = el("button", { type: "submit", class: "primary" }, say("set_up"));
  const onsubmit = async (event) => {
    event.preventDefault();
    const wrong = !name.box.value.trim() ? "name_missing" : !/^\d{6,}$/.test(pin.box.value) ? "pin_short" : pin.box.value !== again.box.value ? "pin_differs" : "";
    tell(wrong && say(wrong));
    if (wrong) return;
    button.disabled = true;
    try {
      await app.unlocked(await setUp(app, person, name.box.value.trim(), pin.box.value));
    } catch (error) {
      button.disabled = false;
      if (!(error instanceof NoNetwork || error instanceof Refused)) throw error;
      tell(error instanceof NoNetwork ? say("needs_network") : error.words.join(" ") || say("broken"));
    }
  };
  return [el("p", {}, say("signed_in_as", { name: person.person })), el("form", { class: "stack", novalidate: true, onsubmit }, name.node, pin.node, again.node, node, el("div", {}, button))];
}

async function setUp(app, person, name, pin) {
  const { key, vault } = await make(pin);
  const device = await call(app.address, "may/", { body: { name }, cookies: true, headers: { "X-CSRFToken": person.csrf } });
  const sealed = await sealJson(key, "device", { key: device.key, token: device.token, person: device.person, name });
  await change([["plain", "vault", vault], ["plain", "device", device.key], ["sealed", "device", sealed]]);
  navigator.storage?.persist?.().catch(() => {});
  app.banner = null;
  return key;
}

export function drawPin(app) {
  const { say } = app;
  const pin = input("pin", say("pin"), { type: "password", inputmode: "numeric", autocomplete: "current-password" });
  const { node, tell } = trouble();
  const onsubmit = async (event) => {
    event.preventDefault();
    try {
      await app.unlocked(await unlock(pin.box.value.trim()));
    } catch (error) {
      if (!(error instanceof WrongPin)) throw error;
      tell(error.wait > 0 ? say("pin_wait", { n: Math.ceil(error.wait / 1000) }) : say("pin_wrong"));
      pin.box.value = "";
    }
  };
  const erase = el("button", { type: "button", class: "quiet", onclick: () => confirm(say("erase_sure")) && app.wipe() }, say("erase"));
  return [el("h1", {}, say("locked")), el("form", { class: "stack narrow", novalidate: true, onsubmit }, pin.node, node, el("div", {}, el("button", { type: "submit", class: "primary" }, say("unlock")))), el("div", {}, erase)];
}
