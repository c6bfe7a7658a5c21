// The first start: who is signed in, what the telephone is called, a PIN, and what a forgotten PIN costs.

import { el } from "../../chungtay/form/elements.js";
import { textField } from "../../chungtay/form/fields.js";
import { NoNetwork, Refused, call, whoIsHere } from "../../chungtay/phone/contact.js";
import { change } from "../../chungtay/phone/store.js";
import { SHORTEST_PIN, make, sealJson } from "../../chungtay/phone/vault.js";
import { pinField } from "./pin.js";

export function drawFirstStart(app) {
  const { say } = app;
  const place = el("div", { class: "stack" }, el("p", { class: "hint" }, say("one_moment")));
  whoIsHere(app.address).then(
    (person) => place.replaceChildren(...(person ? register(app, person) : signIn(app))),
    () => place.replaceChildren(el("p", { class: "note warning", role: "alert" }, say("first_needs_network")), again(app)),
  );
  return [el("h1", {}, say("first_title")), el("p", {}, say("first_lead")), place];
}

function again(app) {
  return el("button", { type: "button", onclick: () => app.draw() }, app.say("try_again"));
}

function signIn(app) {
  const href = `${app.signIn}?next=${encodeURIComponent(app.address)}`;
  return [el("p", {}, app.say("sign_in_first")), el("p", {}, el("a", { class: "button primary", href }, app.say("sign_in")))];
}

function register(app, person) {
  const { say } = app;
  const given = { name: "", pin: "", again: "" };
  const name = textField({ id: "phone-name", label: say("phone_name"), hint: say("phone_name_hint"), onchange: (value) => (given.name = value.trim()) });
  const pin = pinField("pin", say("new_pin"), say("new_pin_hint", { n: SHORTEST_PIN }), (value) => (given.pin = value), "new-password");
  const twice = pinField("pin-again", say("pin_again"), "", (value) => (given.again = value), "new-password");
  const trouble = el("p", { class: "note bad", role: "alert", hidden: true });
  const tell = (text) => {
    trouble.textContent = text;
    trouble.hidden = !text;
  };
  const button = el("button", { type: "submit", class: "primary" }, say("set_up"));
  const onsubmit = async (event) => {
    event.preventDefault();
    name.set({ error: given.name ? "" : say("phone_name_missing") });
    pin.set({ error: /^\d{6,}$/.test(given.pin) ? "" : say("pin_short", { n: SHORTEST_PIN }) });
    twice.set({ error: given.pin === given.again ? "" : say("pin_differs") });
    if (!given.name || !/^\d{6,}$/.test(given.pin) || given.pin !== given.again) return;
    button.disabled = true;
    try {
      await app.unlocked(await setUp(app, person, given));
    } catch (error) {
      button.disabled = false;
      if (error instanceof NoNetwork) tell(say("first_needs_network"));
      else if (error instanceof Refused) tell(error.words.join(" ") || say("stand_broken"));
      else throw error;
    }
  };
  return [
    el("p", {}, say("signed_in_as", { name: person.person })),
    el(
      "form",
      { class: "stack", novalidate: true, onsubmit },
      name.node,
      pin.node,
      twice.node,
      el("p", { class: "note warning" }, say("forgotten_costs")),
      trouble,
      el("div", {}, button),
    ),
  ];
}

/** Register, then keep token and vault together. Returns the key. */
async function setUp(app, person, given) {
  const { key, vault } = await make(given.pin);
  const device = await call(app.address, "may/", { body: { name: given.name }, cookies: true, headers: { "X-CSRFToken": person.csrf } });
  const kept = { key: device.key, token: device.token, person: device.person, name: given.name };
  const sealed = await sealJson(key, "device", kept);
  await change([
    ["plain", "vault", vault],
    ["plain", "device", device.key],
    ["sealed", "device", sealed],
  ]);
  navigator.storage?.persist?.().catch(() => {});
  Object.assign(app, { banner: null });
  return key;
}
