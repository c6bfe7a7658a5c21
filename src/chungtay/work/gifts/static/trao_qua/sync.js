// Sending by itself, until everything is safe. What was sent twice is kept once by the office (each hand-over has its
// own number), so that a call whose answer was lost is simply made again.

import { NoNetwork, Refused, Wipe, call } from "../chungtay/phone/contact.js";
import { fileOf, keep, unsafe } from "./book.js";

const AT_ONCE = 10;
const EVERY = 60_000;
const LONGEST_PAUSE = 5 * 60_000;
const STEADY = 30_000; // milliseconds by which a clock may drift before that is kept

export class Sync {
  constructor(book, address, { told, wiped }) {
    Object.assign(this, { book, address, told, wiped, running: false, again: false, failed: 0, state: "", timer: 0, ended: false });
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
      if (this.again) {
        this.again = false;
        this.now();
      }
    });
  }

  async #run() {
    let pause = EVERY;
    try {
      await navigator.locks.request("chungtay-trao-qua", () => this.#once());
      Object.assign(this, { failed: 0, state: "" });
    } catch (error) {
      if (error instanceof Wipe) return this.wiped();
      if (!(error instanceof NoNetwork || error instanceof Refused)) throw error;
      this.failed += 1;
      this.state = error instanceof NoNetwork ? "no_network" : "office_refuses";
      pause = Math.min(1_000 * 2 ** (this.failed - 1), LONGEST_PAUSE) * (0.75 + Math.random() / 2);
    }
    if (this.ended) return;
    this.told();
    this.timer = setTimeout(() => this.now(), pause);
  }

  async #once() {
    const waiting = [...this.book.told.values()].filter((row) => row.state === "waiting");
    for (let start = 0; start < waiting.length; start += AT_ONCE) await this.#send(waiting.slice(start, start + AT_ONCE));
    for (const row of unsafe(this.book)) if (row.state !== "waiting") await this.#sendProof(row);
    await this.#fetch();
  }

  async #send(rows) {
    const body = rows.map(({ sent_id, gift, outcome, at, received_by, note, secret, proof }) => ({ sent_id, gift, outcome, at, received_by, note, secret, proof }));
    const { outcomes } = await this.#call("gui/", { told: body });
    for (const { sent_id, outcome, words } of outcomes) {
      const row = rows.find((each) => each.sent_id === sent_id);
      if (!row) continue;
      Object.assign(row, { state: outcome, words });
      await keep(this.book, [[`told:${sent_id}`, row]]);
      this.told();
    }
  }

  async #sendProof(row) {
    const bytes = await fileOf(this.book, row.sent_id);
    try {
      if (bytes) await this.#call(`tep/${row.sent_id}/`, bytes);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 422) throw error;
      row.words = [...(row.words ?? []), ...error.words];
    }
    row.proof_done = true;
    await keep(this.book, [[`told:${row.sent_id}`, row], [`file:${row.sent_id}`, undefined]]);
    this.told();
  }

  async #fetch() {
    const begun = Date.now();
    const answer = await this.#call("lay/", { waiting: unsafe(this.book).length, have: this.book.list.digest });
    this.book.skew = Math.round((begun + Date.now()) / 2 - Date.parse(answer.now));
    const moved = Math.abs(this.book.skew - this.book.list.skew) > STEADY;
    if (!answer.gifts && !moved) return;
    const list = answer.gifts ? { digest: answer.digest, gifts: answer.gifts } : this.book.list;
    this.book.list = { ...list, skew: this.book.skew };
    await keep(this.book, [["list", this.book.list]]);
  }

  #call(path, body) {
    return call(this.address, path, { device: this.book.device, body });
  }
}
