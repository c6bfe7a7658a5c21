// Where the form was filled in. Asked for once, by a button; refused or not found, nothing more is asked.

import { el } from "../../chungtay/form/elements.js";

export function drawPlace(page) {
  const { draft, say } = page;
  if (!("geolocation" in navigator)) return null;
  const told = el("p", { class: "hint", role: "status" }, draft.place ? say("place_kept", { n: Math.round(draft.place.accuracy) }) : "");
  const found = ({ coords: { latitude, longitude, accuracy } }) => {
    page.change(() => (draft.place = { latitude, longitude, accuracy }));
    told.textContent = say("place_kept", { n: Math.round(accuracy) });
  };
  const missed = () => (told.textContent = say("place_none"));
  const onclick = () => {
    told.textContent = say("one_moment");
    navigator.geolocation.getCurrentPosition(found, missed, { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 });
  };
  return el("div", { class: "stack tight" }, el("div", {}, el("button", { type: "button", onclick }, say("place"))), told);
}
