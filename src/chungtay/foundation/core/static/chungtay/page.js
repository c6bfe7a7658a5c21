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
