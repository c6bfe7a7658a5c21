// On and back by the keys of a clicker or keyboard.
"use strict";

const NEXT = new Set(["ArrowRight", "PageDown"]);
const BEFORE = new Set(["ArrowLeft", "PageUp"]);

document.addEventListener("keydown", (event) => {
  const rel = NEXT.has(event.key) ? "next" : BEFORE.has(event.key) ? "prev" : null;
  const link = rel && document.querySelector(`a[rel=${rel}]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});
