// Conveniences only; every page works without them. Rows open on click and by arrow keys; switches send themselves.
"use strict";

document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-goto]");
  if (row && !event.target.closest("a, button, input, select, label") && !String(getSelection())) {
    location.assign(row.dataset.goto);
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A switch chosen by pointer sends itself; by keyboard it waits for its button, because arrow keys pass other choices.
for (const form of document.querySelectorAll("form[data-send-on-change]")) {
  const button = form.querySelector("button");
  let typed = false;
  button.hidden = true;
  form.addEventListener("keydown", () => { typed = true; });
  form.addEventListener("pointerdown", () => { typed = false; });
  form.addEventListener("change", () => {
    if (typed) button.hidden = false;
    else form.requestSubmit();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const row = document.activeElement.closest?.("tr[data-goto]");
  const next = event.key === "ArrowDown" ? row?.nextElementSibling : row?.previousElementSibling;
  if (next) {
    event.preventDefault();
    next.querySelector("a").focus();
  }
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// What was typed into a step that was refused stands in its form again, and the reason beside it.
function fill(form, fields) {
  const left = Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, [...values]]));
  for (const field of form.elements) {
    if (!field.name || ["hidden", "file", "password", "submit", "button"].includes(field.type)) continue;
    const values = left[field.name] ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (field.multiple) for (const each of field.options) each.selected = values.includes(each.value);
    else if (values.length) field.value = values.shift();
  }
}

function typedBefore({to, fields, again}) {
  // Of several forms with one address, the one that has all these fields and the same hidden ones.
  const same = (hidden) => hidden.name === "csrfmiddlewaretoken" || fields[hidden.name]?.includes(hidden.value);
  const form = [...document.querySelectorAll("main form[method=post]")].find((each) =>
    new URL(each.getAttribute("action") || location.href, location.href).pathname === to &&
    [...each.querySelectorAll("input[type=hidden]")].every(same) &&
    Object.keys(fields).every((name) => each.elements.namedItem(name)));
  if (!form || ![...form.elements].some((each) => each.name && each.type !== "hidden" && each.type !== "submit")) return;
  fill(form, fields);
  for (let part = form; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  const why = document.createElement("div");
  why.className = "note bad";
  why.tabIndex = -1;
  for (const said of document.querySelectorAll("main > [data-said]")) {
    why.append(Object.assign(document.createElement("p"), {textContent: said.textContent}));
    said.remove();
  }
  if (again && form.querySelector("input[type=file]")) why.append(Object.assign(document.createElement("p"), {textContent: again}));
  form.prepend(why);
  why.scrollIntoView({block: "center"});
  why.focus();
}

const typed = document.getElementById("typed");
if (typed) typedBefore(JSON.parse(typed.textContent));

// The summary of errors takes the focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();

// A board that comes again by itself rests while nobody looks at the page, and says what it is about only when that
// changed: a screen reader would read the same sentence every time.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.id === "board") event.preventDefault();
});
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.fragment.textContent.trim() === event.detail.target.textContent.trim()) event.detail.shouldSwap = false;
});
