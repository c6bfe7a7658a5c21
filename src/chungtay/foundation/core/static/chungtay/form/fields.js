// One question as a field: label above, hint below it, the unit inside, the error beside.

import { el } from "./elements.js";
import { hintOf } from "./topics.js";

/** A field for a question of the rule book. Returns {id, node, show(value), set({hidden, error, note})}. */
export function questionField(entry, { id, language, say, onchange }) {
  const label = entry.label[language];
  const hint = hintOf(entry, language);
  const required = entry.scored && entry.blank === null;
  if (entry.type !== "code") {
    return textField({ id, label, hint, unit: entry.unit, numeric: entry.decimals ? "decimal" : "numeric", required, onchange });
  }
  const options = entry.codes.map(([code, text]) => [String(code), text[language]]);
  if (options.length <= 4) return radioField({ id, label, hint, options, required, onchange });
  return selectField({ id, label, hint, options, say, required, onchange });
}

export function textField({ id, label, hint, unit = "", numeric = "", placeholder, required = false, onchange }) {
  const box = el("input", {
    id,
    type: "text",
    inputmode: numeric || null,
    placeholder: placeholder || null,
    autocomplete: "off",
    "aria-required": required ? "true" : null,
    "aria-describedby": unit ? `${id}-unit ${describedBy(id)}` : describedBy(id),
    onchange: () => onchange(box.value),
  });
  const note = el("span", { class: "read-as", id: `${id}-note`, "aria-live": "polite" });
  const inside = unit ? el("span", { class: "with-unit" }, box, el("span", { class: "unit", id: `${id}-unit` }, unit)) : box;
  const parts = [el("label", { for: id }, label), hintLine(id, hint), inside, note];
  const field = framed(id, el("div", { class: "field" }, parts), box);
  return { ...field, show: (value) => (box.value = value ?? ""), set: (told) => field.set(told, note) };
}

export function selectField({ id, label, hint, options, say, required = false, onchange }) {
  const box = el(
    "select",
    { id, "aria-required": required ? "true" : null, "aria-describedby": describedBy(id), onchange: () => onchange(box.value) },
    el("option", { value: "" }, `— ${say("choose")} —`),
    options.map(([value, text]) => el("option", { value }, text)),
  );
  const node = el("div", { class: "field" }, el("label", { for: id }, label), hintLine(id, hint), box);
  return { ...framed(id, node, box), show: (value) => (box.value = value ?? "") };
}

export function radioField({ id, label, hint, options, required = false, onchange }) {
  const boxes = options.map(([value]) =>
    el("input", { type: "radio", name: id, id: `${id}-${value}`, value, onchange: () => onchange(value) }),
  );
  const choices = options.map(([, text], place) => el("label", { class: "choice" }, boxes[place], el("span", {}, text)));
  const node = el(
    "fieldset",
    { class: "field", id, role: "radiogroup", tabindex: "-1", "aria-required": required ? "true" : null, "aria-describedby": describedBy(id) },
    el("legend", { class: "label" }, label),
    hintLine(id, hint),
    el("div", { class: "choices" }, choices),
  );
  const show = (value) => boxes.forEach((box) => (box.checked = box.value === String(value ?? "")));
  return { ...framed(id, node, node), show };
}

function describedBy(id) {
  return `${id}-hint ${id}-error`;
}

function hintLine(id, hint) {
  return hint ? el("p", { class: "hint", id: `${id}-hint` }, hint) : null;
}

/** The error's place in a field, and setting it: always there, so that what is put into it is read out. `holder` takes the
 * mark "invalid". */
function framed(id, node, holder) {
  const error = el("p", { class: "error", id: `${id}-error`, "aria-live": "polite" });
  node.append(error);
  const set = ({ hidden, error: sentence, note }, noteBox) => {
    node.hidden = Boolean(hidden);
    const told = sentence ?? "";
    if (error.textContent !== told) error.textContent = told; // the same sentence is not read out again
    if (sentence) holder.setAttribute("aria-invalid", "true");
    else holder.removeAttribute("aria-invalid");
    if (noteBox) noteBox.textContent = note ?? "";
  };
  return { id, node, set };
}
