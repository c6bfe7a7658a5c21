// Sending by itself, until everything is safe. What was sent twice is kept once by the office (the form's own number),
// so that a call whose answer was lost is simply made again.

import { keep, fileOf, unsafeFiles, waiting, notSafe } from "./book.js";
import { NoNetwork, Refused, Wipe, call } from "../chungtay/phone/contact.js";
import { Full } from "../chungtay/phone/store.js";
import { bringUpToDate } from "./take_along.js";

const AT_ONCE = 10; // forms in one call
const PIECE = 128 * 1024;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 5 * 60_000;
const EVERY = 2 * 60_000; // a look at the office while there is nothing to send

export class Sync {
  /** `told(sync)` is called when something changed; `wiped()` when the office asks for erasing. */
  constructor(book, address, { told, wiped }) {
    Object.assign(this, { book, address, told, wiped });
    Object.assign(this, { running: false, again: false, failed: 0, state: "resting", words: [], timer: 0, ended: false });
    this.awake = () => this.now();
    addEventListener("online", this.awake);
  }

  stop() {
    this.ended = true;
    clearTimeout(this.timer);
    removeEventListener("online", this.awake);
  }

  /** Begin at once; while one run is under way, another follows it. */
  now() {
    clearTimeout(this.timer);
    if (this.ended) return;
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    this.#run().finally(() => {
      this.running = false;
      if (this.ended) return;
      if (this.again) {
        this.again = false;
        this.now();
      }
    });
  }

  async #run() {
    this.#say("sending");
    try {
      await navigator.locks.request("chungtay-sync", () => this.#once());
      this.failed = 0;
      this.#say("resting");
      this.#later(EVERY);
    } catch (error) {
      if (this.ended) return;
      if (error instanceof Wipe) {
        this.wiped();
        return;
      }
      this.failed += 1;
      const known = error instanceof Refused && error.status < 500;
      this.#say(error instanceof NoNetwork ? "no_network" : known ? "refused" : "broken", error.words ?? []);
      const pause = Math.min(FIRST_PAUSE * 2 ** (this.failed - 1), LONGEST_PAUSE);
      this.#later(pause * (0.75 + Math.random() / 2)); // two hundred telephones do not call in the same second
      if (!(error instanceof NoNetwork || error instanceof Refused)) throw error;
    }
  }

  #later(pause) {
    clearTimeout(this.timer);
    if (!this.ended) this.timer = setTimeout(() => this.now(), pause);
  }

  #say(state, words = []) {
    Object.assign(this, { state, words });
    if (!this.ended) this.told(this);
  }

  async #once() {
    const before = notSafe(this.book).length;
    const held = await this.#hello();
    await this.#sendForms();
    await this.#sendFiles();
    const now = before > 0 ? await this.#hello() : held; // the officer sees how much is still out there
    await bringUpToDate(this.book, now.cases, now.again ?? {}, (path, body) => this.#call(path, body));
  }

  async #hello() {
    const begun = Date.now();
    const body = { waiting: notSafe(this.book).length, now: new Date(begun).toISOString() };
    const answer = await this.#call("chao/", body);
    this.book.heard = true;
    this.book.skew = Math.round(((begun + Date.now()) / 2 - Date.parse(answer.now)) / 1000);
    return answer;
  }

  async #sendForms() {
    const forms = waiting(this.book);
    for (let start = 0; start < forms.length; start += AT_ONCE) {
      const some = forms.slice(start, start + AT_ONCE);
      try {
        await this.#deliver(some);
      } catch (error) {
        if (!(error instanceof Refused) || some.length === 1) throw error;
        for (const form of some) await this.#deliverAlone(form); // one that cannot be read does not hold the others
      }
    }
  }

  async #deliverAlone(form) {
    try {
      await this.#deliver([form]);
    } catch (error) {
      if (!(error instanceof Refused) || error.status >= 500) throw error;
      await this.#became(form, { outcome: "refused", words: error.words, files: [] });
    }
  }

  async #deliver(forms) {
    for (const form of forms) form.tries = (form.tries ?? 0) + 1;
    await this.#note(forms.map((form) => [`form:${form.sent_id}`, form])); // from now on it may have arrived
    const { outcomes } = await this.#call("gui/", { forms: forms.map((form) => form.body) });
    for (const found of outcomes) {
      const form = forms.find((each) => each.sent_id === found.sent_id);
      if (form) await this.#became(form, found);
    }
  }

  /** Keep what the office said. The answers of a form that is safe are not kept here any longer. */
  async #became(form, { outcome, words, files }) {
    form.state = outcome === "other" ? "refused" : outcome;
    form.words = words;
    form.seen = outcome === "kept";
    form.safe_at = new Date(Date.now() - this.book.skew * 1000).toISOString();
    for (const stand of files) this.#noted(form, stand);
    if (form.state === "kept" || form.state === "conflict") {
      delete form.body;
      delete form.draft;
    }
    await this.#note([[`form:${form.sent_id}`, form], ...this.#dropped(form)]);
    this.told(this);
  }

  /** Keep what became of forms. Where no room is left, sending goes on all the same, for it is what makes room: what is
   * safe goes from the telephone, and what could not be noted is asked again, as the office answers alike. */
  async #note(acts) {
    try {
      await keep(this.book, acts);
    } catch (error) {
      if (!(error instanceof Full)) throw error;
      await keep(this.book, acts.filter(([, value]) => value === undefined));
    }
  }

  async #sendFiles() {
    for (const form of this.book.forms.values()) {
      if (form.state !== "kept" && form.state !== "conflict") continue;
      for (const file of unsafeFiles(form)) await this.#sendFile(form, file);
    }
  }

  /** Piece by piece, from where the office stands. */
  async #sendFile(form, file) {
    const bytes = await fileOf(this.book, file.sent_id);
    if (!bytes) {
      Object.assign(file, { done: true, problem: "gone" });
      await keep(this.book, [[`form:${form.sent_id}`, form]]);
      return;
    }
    let fruitless = 0;
    while (!file.done && fruitless < 5) {
      const from = file.got ?? 0;
      const stand = await this.#call(`tep/${file.sent_id}/`, bytes.slice(from, from + PIECE), { "Upload-Offset": String(from) });
      fruitless = stand.got > from || stand.done ? 0 : fruitless + 1;
      this.#noted(form, stand);
      await this.#note([[`form:${form.sent_id}`, form], ...this.#dropped(form)]);
      this.told(this);
    }
  }

  #noted(form, stand) {
    const file = form.files.find((each) => each.sent_id === stand.sent_id);
    if (file) Object.assign(file, { got: stand.got, done: stand.done, problem: stand.problem });
  }

  /** Photographs that are safe leave the telephone. */
  #dropped(form) {
    return form.files.filter((file) => file.done && !file.problem).map((file) => [`file:${file.sent_id}`, undefined]);
  }

  #call(path, body, headers = {}) {
    return call(this.address, path, { device: this.book.device, body, headers });
  }
}
