// Typing a paper form: Enter goes to the next box that is asked, what is typed is kept at once, wrong codes are told at
// the box. The page works without this script; the server's rule book has the last word on every answer.
"use strict";

const form = document.querySelector("form[data-typing]");
const program = JSON.parse(document.getElementById("program").textContent);
const bar = document.querySelector("[data-about]");
const said = form.dataset;
const boxes = () => [...form.querySelectorAll("input[data-question]")];

// --- skip rules: the rule book's conditions over whole numbers; null while an answer is missing ------------------
function number(node, values) {
  return node[0] === "get" ? (node[1] in values ? values[node[1]] : null) : node[1];
}

function holds(node, values) {
  const [kind, ...rest] = node;
  if (kind === "and" || kind === "or") {
    const parts = rest.map((part) => holds(part, values));
    const decided = kind === "or";
    return parts.includes(decided) ? decided : parts.includes(null) ? null : !decided;
  }
  if (kind === "not") {
    const inner = holds(rest[0], values);
    return inner === null ? null : !inner;
  }
  const left = number(rest[0], values);
  if (kind === "in") return left === null ? null : rest[1].includes(left);
  const right = number(rest[1], values);
  if (left === null || right === null) return null;
  return { "==": left === right, "!=": left !== right, "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right }[kind];
}

function scaled(text, decimals) {
  const plain = decimals ? text.replace(",", ".") : /^\d{1,3}([. ]\d{3})+$/.test(text) ? text.replace(/[. ]/g, "") : text;
  if (!/^\d+(\.\d+)?$/.test(plain)) return null;
  const [whole, part = ""] = plain.split(".");
  return part.length > decimals ? null : Number(whole + part.padEnd(decimals, "0"));
}

function months(text) {
  const found = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text.trim());
  if (!found) return null;
  const [year, month, day] = program.on.split("-").map(Number);
  const age = (year - Number(found[3])) * 12 + month - Number(found[2]);
  return Number(found[1]) > day ? age - 1 : age;
}

function valuesOf(inputs) {
  const values = {};
  for (const input of inputs) {
    const question = program.questions[input.dataset.question];
    const value = question.kind === "date" ? months(input.value) : scaled(input.value.trim(), question.decimals);
    if (value !== null) values[question.kind === "date" ? "age_months" : input.dataset.question] = value;
  }
  return values;
}

function passOver(inputs, values) {
  for (const input of inputs) {
    const rule = program.questions[input.dataset.question].asked_when;
    const skipped = rule && holds(rule, values) === false;
    input.toggleAttribute("data-skipped", Boolean(skipped));
    input.tabIndex = skipped ? -1 : 0;
  }
}

function passOverAll() {
  const household = boxes().filter((input) => !input.dataset.row);
  passOver(household, { ...program.area, ...valuesOf(household) });
  for (const row of form.querySelectorAll("tr[data-member]")) {
    const inputs = [...row.querySelectorAll("input[data-question]")];
    passOver(inputs, valuesOf(inputs));
  }
}

// --- what is wrong, at its box --------------------------------------------------------------------------------------
function tell(input, sentence) {
  let line = document.getElementById(`${input.id}-error`);
  if (!sentence) {
    line?.remove();
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
    return;
  }
  if (!line) {
    line = document.createElement("span");
    line.id = `${input.id}-error`;
    line.className = "error";
    input.after(line);
  }
  line.textContent = sentence;
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", line.id);
}

function wrong(input) {
  const question = program.questions[input.dataset.question];
  const text = input.value.trim();
  if (!text || question.kind === "text") return "";
  if (question.kind === "date") return /^((\d{1,2}[/.-])?\d{1,2}[/.-])?\d{4}$/.test(text) ? "" : said.wrongDate;
  const value = scaled(text, question.decimals);
  if (question.codes.length) return question.codes.includes(value) ? "" : said.wrongCode.replace("{}", question.codes.join(", "));
  const inside = value !== null && value >= scaled(question.low, question.decimals) && value <= scaled(question.high, question.decimals);
  return inside ? "" : said.wrongNumber.replace("{}", question.low).replace("{}", question.high);
}

// --- kept at once ----------------------------------------------------------------------------------------------------
let waiting = null;
let unkept = false; // something is typed that the server has not said it has
let underWay = false; // one at a time: a later state never arrives before an earlier one
const state = document.querySelector("[data-kept]");

function keepSoon() {
  unkept = true;
  clearTimeout(waiting);
  waiting = setTimeout(keep, 500);
}

async function keep() {
  clearTimeout(waiting);
  if (underWay) return keepSoon();
  underWay = true;
  unkept = false;
  try {
    const answer = await fetch(said.keep, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    show(await answer.json());
  } catch {
    unkept = true;
    state.textContent = said.notKept;
    waiting = setTimeout(keep, 4000);
  }
  underWay = false;
}

function show(told) {
  if (told.refused) {
    state.textContent = told.refused;
    return;
  }
  program.on = told.on;
  state.textContent = unkept ? "" : said.keptAt.replace("{}", told.kept);
  document.querySelectorAll("[data-total]").forEach((place, index) => { place.textContent = told.totals[index]; });
  // what the box itself sees comes first: the server speaks of what was sent a moment ago, and in other words
  for (const input of boxes()) tell(input, wrong(input) || told.wrong[input.name]);
  passOverAll();
}

form.addEventListener("input", passOverAll); // before the key that leaves the box: it looks for the next one asked
form.addEventListener("change", (event) => {
  if (event.target.dataset.question) tell(event.target, wrong(event.target));
  passOverAll();
  keepSoon();
});

// Left or loaded anew: the page that comes may have been made before the last boxes were kept, so this tab brings its own
// state along, once.
const held = `typing:${location.pathname}${location.search}`;
let leaving = false;
let touched = false;
form.addEventListener("input", () => { touched = true; });
form.addEventListener("submit", () => { leaving = true; });
addEventListener("pagehide", () => {
  if (leaving || !touched) return;
  const typed = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  sessionStorage.setItem(held, JSON.stringify(typed));
});
const before = JSON.parse(sessionStorage.getItem(held) || "[]");
sessionStorage.removeItem(held);
for (const [name, value] of before) {
  const box = form.elements.namedItem(name);
  if (box && box.type !== "checkbox") box.value = value;
}
if (before.length) keepSoon();

// --- the keyboard: Enter to the next box that is asked, Shift+Enter back, arrows up and down in the roster ------------
function move(from, step) {
  const asked = [...form.querySelectorAll("input:not([type=hidden]), select, textarea, button.primary")].filter((box) => box.tabIndex >= 0);
  const next = asked[asked.indexOf(from) + step];
  if (!next) return;
  next.focus();
  next.select?.();
}

form.addEventListener("keydown", (event) => {
  const box = event.target;
  if (event.key === "Enter" && box.matches("input:not([type=checkbox]), select")) {
    event.preventDefault();
    move(box, event.shiftKey ? -1 : 1);
  }
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && box.dataset.row) {
    const row = Number(box.dataset.row) + (event.key === "ArrowDown" ? 1 : -1);
    const there = form.querySelector(`input[data-row="${row}"][data-question="${box.dataset.question}"]`);
    if (there) {
      event.preventDefault();
      there.focus();
      there.select();
    }
  }
});

form.addEventListener("focusin", (event) => {
  const about = event.target.dataset.aboutText;
  if (about !== undefined) bar.textContent = about;
});

document.querySelector("[data-add-row]")?.addEventListener("click", () => {
  const rows = form.querySelectorAll("tr[data-member]");
  const last = rows[rows.length - 1];
  const before = Number(last.dataset.member);
  const row = last.cloneNode(true);
  row.dataset.member = before + 1;
  row.querySelector("th").textContent = before + 1;
  for (const input of row.querySelectorAll("input")) {
    input.name = input.name.replace(`.${before}.`, `.${before + 1}.`);
    input.id = input.id.replace(`-${before}-`, `-${before + 1}-`);
    input.value = "";
    if (input.dataset.row) input.dataset.row = before + 1;
    if (input.ariaLabel) input.ariaLabel = input.ariaLabel.replace(String(before), String(before + 1));
    tell(input, "");
  }
  row.querySelectorAll(".error").forEach((line) => line.remove());
  last.after(row);
  row.querySelector("input.wide").focus();
});

for (const hidden of document.querySelectorAll("[data-with-script]")) hidden.hidden = false;
passOverAll();
for (const input of boxes()) if (!document.getElementById(`${input.id}-error`)) tell(input, wrong(input));
