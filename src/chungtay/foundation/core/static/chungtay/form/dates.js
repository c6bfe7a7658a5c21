// Dates as people write them: 15/09/2026, 09/1980, 1980.

import { birthRange } from "../rulebook/birth.js";

/** A day written dd/mm/yyyy as [year, month, day]; null when it is not one whole day of the calendar. */
export function dayOf(text) {
  const days = birthRange(text);
  return days && !before(days[0], days[1]) ? days[0] : null;
}

/** Why a date of birth cannot be used: a word of words.js, "" when it can. `open` is whether the age stays open. */
export function birthFault(text, on, open) {
  if (!text) return "unanswered";
  const days = birthRange(text);
  if (days === null) return "no_such_date";
  if (before(dayOf(on) ?? dayOf(today()), days[0])) return "not_born";
  if (!open) return "";
  return before(days[0], days[1]) ? "full_date" : "too_old";
}

export function before(one, other) {
  return (one[0] - other[0] || one[1] - other[1] || one[2] - other[2]) < 0;
}

export function today() {
  const now = new Date();
  return `${padded(now.getDate())}/${padded(now.getMonth() + 1)}/${now.getFullYear()}`;
}

export function iso([year, month, day]) {
  return `${String(year).padStart(4, "0")}-${padded(month)}-${padded(day)}`;
}

function padded(value) {
  return String(value).padStart(2, "0");
}
