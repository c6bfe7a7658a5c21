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
  add(page, step.id, field, () => draft.visit, () => visitFault(page));
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

function shown(text) {
  const [year, month, day] = dayOf(text);
  return `${day}/${month}/${year}`;
}
