// When the household was visited. The day is typed, and the telephone's clock only proposes it.

import { dayOf, iso } from "../../chungtay/form/dates.js";
import { el } from "../../chungtay/form/elements.js";
import { textField } from "../../chungtay/form/fields.js";
import { add } from "../../chungtay/form/questions.js";
import { officeTime } from "../book.js";
import { visitDay } from "../drafts.js";

export function drawVisit(page, step) {
  const { draft, home, say, campaign } = page;
  const field = textField({ id: "visit-day", label: say("visit_day"), hint: say("visit_hint"), required: true, onchange: (value) => page.change(() => (draft.visit = value.trim())) });
  add(page, step.id, field, () => draft.visit, () => visitFault(page), undefined, () => visitDoubt(page));
  // said while one types: a line that goes when the box is left would move the button that is being pressed
  field.node.querySelector("input").addEventListener("input", (event) => {
    field.node.querySelector(".read-as").textContent = visitDoubt(page, event.target.value.trim());
  });
  const was = { poor: "was_poor", near_poor: "was_near_poor" }[home.was];
  return [
    el("dl", { class: "facts" }, el("div", {}, el("dt", {}, say("review")), el("dd", {}, campaign.label)), was ? el("div", {}, el("dt", {}, say("last_year")), el("dd", {}, say(was))) : null),
    field.node,
  ];
}

/** Why the day of the visit cannot be sent, "" when it can. */
export function visitFault({ draft, campaign, app, say }) {
  const day = visitDay(draft);
  if (!day) return say("no_such_date", { value: draft.visit });
  const now = officeTime(app.book);
  const today = iso([now.getFullYear(), now.getMonth() + 1, now.getDate()]);
  if (day < campaign.first_day) return say("visit_early", { day: shown(campaign.first_day) });
  return app.sync && app.book.heard && day > today ? say("visit_late") : "";
}

/** What to look at again in a day that can be sent: it lies after the review, which may well run late, but today is
 * only proposed. "" for nothing; a second visit, or one after a form was given back, comes later by itself. */
export function visitDoubt(page, visit = page.draft.visit) {
  const { home, campaign, say } = page;
  const day = visitDay({ visit });
  if (!day || home.purpose || home.state === "returned") return "";
  return day > campaign.last_day ? say("visit_after", { day: shown(campaign.last_day) }) : "";
}

function shown(text) {
  const [year, month, day] = dayOf(text);
  return [String(day).padStart(2, "0"), String(month).padStart(2, "0"), year].join("/");
}
