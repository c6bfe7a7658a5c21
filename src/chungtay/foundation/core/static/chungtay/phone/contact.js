// Calling the office. Every call shows the telephone's own token; cookies stay at home.

/** The office did not answer: no network, or cut off. */
export class NoNetwork extends Error {}
/** The office asks for everything to be erased. */
export class Wipe extends Error {}
/** The office answered no; `status` and `words` say why. */
export class Refused extends Error {
  constructor(status, words) {
    super(`answered ${status}`);
    this.status = status;
    this.words = words;
  }
}

const PATIENCE = 60_000;

export async function call(address, path, { device, body = {}, headers = {}, cookies = false }) {
  const binary = body instanceof ArrayBuffer || body instanceof Uint8Array;
  const sent = { ...headers, "Content-Type": binary ? "application/octet-stream" : "application/json" };
  if (device) sent.Authorization = `Phone ${device.key}.${device.token}`;
  let response, answer;
  try {
    response = await fetch(address + path, {
      method: "POST",
      body: binary ? body : JSON.stringify(body),
      headers: sent,
      credentials: cookies ? "same-origin" : "omit",
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
  } catch {
    throw new NoNetwork();
  }
  if (response.status === 410 && answer.wipe) throw new Wipe();
  if (!response.ok) throw new Refused(response.status, answer.words ?? []);
  return answer;
}

/** Who is signed in in this browser; null for nobody, or for somebody who visits no households. */
export async function whoIsHere(address) {
  try {
    const response = await fetch(`${address}toi/`, { cache: "no-store", redirect: "manual" });
    return response.ok ? await response.json() : null;
  } catch {
    throw new NoNetwork();
  }
}
