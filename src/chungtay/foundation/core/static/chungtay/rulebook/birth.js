// Age in completed months from a date of birth that may be known only by month or year. Days are [year, month, day].

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const DAY = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;
const MONTH = /^(\d{1,2})[/.-](\d{4})$/;
const YEAR = /^(\d{4})$/;

/** A full date as [year, month, day], from "2026-09-15"; null when it is not in the calendar. */
export function isoDay(text) {
  const found = ISO.exec(text);
  return found ? day(found[1], found[2], found[3]) : null;
}

/** First and last day that the text can mean; null when it is no date of the calendar. */
export function birthRange(text) {
  const given = text.trim();
  let found;
  if ((found = ISO.exec(given))) return same(day(found[1], found[2], found[3]));
  if ((found = DAY.exec(given))) return same(day(found[3], found[2], found[1]));
  if ((found = MONTH.exec(given))) {
    const first = day(found[2], found[1], 1);
    return first && [first, [first[0], first[1], daysIn(first[0], first[1])]];
  }
  if ((found = YEAR.exec(given))) {
    const first = day(found[1], 1, 1);
    return first && [first, [first[0], 12, 31]];
  }
  return null;
}

/** Youngest and oldest possible age in months on a day; null for a date that is no date or lies after it. */
export function ageSpan(text, on) {
  const days = birthRange(text);
  if (days === null || after(days[0], on)) return null;
  return [completedMonths(after(days[1], on) ? on : days[1], on), completedMonths(days[0], on)];
}

function completedMonths(born, on) {
  const months = (on[0] - born[0]) * 12 + on[1] - born[1];
  return on[2] < born[2] ? months - 1 : months;
}

function day(yearText, monthText, dayText) {
  const [year, month, date] = [Number(yearText), Number(monthText), Number(dayText)];
  const real = year >= 1 && month >= 1 && month <= 12 && date >= 1 && date <= daysIn(year, month);
  return real ? [year, month, date] : null;
}

function daysIn(year, month) {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function after(one, other) {
  return (one[0] - other[0] || one[1] - other[1] || one[2] - other[2]) > 0;
}

function same(found) {
  return found && [found, found];
}
