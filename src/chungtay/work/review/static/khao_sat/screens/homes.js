// The households on this telephone: those to visit first, then those whose form is done.

import { el } from "../../chungtay/form/elements.js";
import { unsafeFiles } from "../book.js";
import { keyOf } from "../drafts.js";

const MARKS = /[\u0300-\u036f]/g;

export function drawHomes(app) {
  const { say, book } = app;
  const list = el("ul", { class: "plain homes" });
  const none = el("p", { class: "card empty" });
  const left = el("p", {});
  const box = el("input", { id: "find", type: "search", autocomplete: "off", oninput: () => fill() });
  const fill = () => {
    const words = folded(box.value).split(" ").filter(Boolean);
    const rows = homesOf(app).filter((row) => words.every((word) => row.search.includes(word)));
    list.replaceChildren(...rows.map((row) => homeRow(app, row)));
    left.textContent = say("homes_left", { n: [...book.cases.values()].filter((home) => !doneForm(book, keyOf(home))).length });
    none.hidden = rows.length > 0;
    none.textContent = say(book.cases.size > 0 ? "none_found" : app.sync?.state === "sending" ? "fetching" : "no_homes");
  };
  const told = () => document.activeElement?.closest(".homes") || fill();
  app.root.addEventListener("told", told);
  app.leaving = () => app.root.removeEventListener("told", told);
  fill();
  return [
    el("div", { class: "head" }, el("h1", {}, say("homes_title")), left),
    el("div", { class: "field" }, el("label", { for: "find" }, say("find")), box),
    list,
    none,
  ];
}

/** The form of a household that is finished here, unless the office wants a new visit since. */
export function doneForm(book, key) {
  const forms = [...book.forms.values()].filter((form) => keyOf(form) === key);
  const last = forms.sort((one, other) => one.finished_at.localeCompare(other.finished_at)).at(-1);
  const home = book.cases.get(key);
  if (last && home?.state === "returned" && last.state !== "waiting" && last.case_version < home.version) return null;
  return last ?? null;
}

function homesOf(app) {
  const { book } = app;
  const rows = [...book.cases.values()].map((home) => {
    const form = doneForm(book, keyOf(home));
    const stand = book.drafts.has(keyOf(home)) ? "half" : form ? form.state : home.state === "returned" ? "returned" : "new";
    return { home, form, stand, search: folded(`${home.head} ${home.code} ${home.address} ${home.group}`) };
  });
  const order = { half: 0, returned: 1, new: 2, refused: 0, conflict: 3, waiting: 3, kept: 4 };
  return rows.sort((one, other) => order[one.stand] - order[other.stand]);
}

function homeRow(app, { home, form, stand }) {
  const { say } = app;
  const done = form && stand !== "half";
  const href = done ? "#/da-lam" : `#/ho/${keyOf(home)}`;
  const word = done && stand === "kept" && unsafeFiles(form).length > 0 ? "stand_photos" : `home_${stand}`;
  return el(
    "li",
    {},
    el(
      "a",
      { href, class: "home card" },
      el("b", {}, home.head),
      el("span", { class: "soft small" }, [home.address, home.group].filter(Boolean).join(" · ")),
      home.purpose ? el("span", { class: "small strong" }, say(`purpose_${home.purpose}`)) : null,
      home.free && !done ? el("span", { class: "small strong" }, say("home_free")) : null,
      el("span", { class: `tag home-${stand}` }, say(word)),
    ),
  );
}

function folded(text) {
  return text.normalize("NFD").replace(MARKS, "").replaceAll("đ", "d").replaceAll("Đ", "D").toLowerCase();
}
