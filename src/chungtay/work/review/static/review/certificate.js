// Checks the code of a certificate on this device: base45 (RFC 9285), COSE_Sign1 with ES256 (RFC 9052), claims of a CWT
// (RFC 8392). Written from the RFCs, apart from the program that signs.

const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const PREFIX = "CT1:";
const CLASS = -70001, YEAR = -70002, INITIALS = -70003, REVOKED = -70010;
const DAY = 24 * 3600;

export class Untrue extends Error {}

export function unbase45(text) {
  const out = [];
  for (let start = 0; start < text.length; start += 3) {
    const places = [...text.slice(start, start + 3)].map((sign) => SIGNS.indexOf(sign));
    const value = places.reduce((sum, place, power) => sum + place * 45 ** power, 0);
    const size = places.length - 1;
    if (places.includes(-1) || size === 0 || value >= 256 ** size) throw new Untrue("base45");
    if (size === 2) out.push(value >> 8);
    out.push(value & 255);
  }
  return new Uint8Array(out);
}

export function unbase64url(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

// As much of CBOR (RFC 8949) as our texts need: whole numbers, texts, bytes, lists, maps, tags.
export function read(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  function count(low) {
    if (low < 24) return low;
    const size = { 24: 1, 25: 2, 26: 4, 27: 8 }[low];
    if (!size || at + size > bytes.length) throw new Untrue("cbor");
    const value = size === 8 ? Number(view.getBigUint64(at)) : view[`getUint${size * 8}`](at);
    at += size;
    return value;
  }
  function take(length) {
    if (at + length > bytes.length) throw new Untrue("cbor");
    at += length;
    return bytes.subarray(at - length, at);
  }
  function item(depth) {
    if (depth > 8 || at >= bytes.length) throw new Untrue("cbor");
    const first = bytes[at++], kind = first >> 5, value = count(first & 31);
    if (kind === 0) return value;
    if (kind === 1) return -1 - value;
    if (kind === 2) return take(value);
    if (kind === 3) return new TextDecoder("utf-8", { fatal: true }).decode(take(value));
    if (kind === 4) return Array.from({ length: Math.min(value, bytes.length) }, () => item(depth + 1));
    if (kind === 5) {
      const map = new Map();
      for (let left = value; left > 0; left--) { const key = item(depth + 1); map.set(key, item(depth + 1)); }
      return map;
    }
    if (kind === 6) return { tag: value, value: item(depth + 1) };
    throw new Untrue("cbor");
  }
  const found = item(0);
  if (at !== bytes.length) throw new Untrue("cbor");
  return found;
}

function bytesItem(bytes) {
  const size = bytes.length;
  const head = size < 24 ? [0x40 + size] : size < 256 ? [0x58, size] : size < 65536 ? [0x59, size >> 8, size & 255]
    : [0x5a, size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255];
  return [...head, ...bytes];
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

// The claims and the key that signed them; throws Untrue.
export async function verify(message, keys) {
  let parts, header;
  try {
    parts = read(message);
    if (parts.tag !== 18 || !Array.isArray(parts.value) || parts.value.length !== 4) throw new Untrue("cose");
    for (const each of [0, 2, 3]) if (!(parts.value[each] instanceof Uint8Array)) throw new Untrue("cose");
    header = read(parts.value[0]);
    if (!(header instanceof Map)) throw new Untrue("cose");
  } catch (error) {
    throw error instanceof Untrue ? error : new Untrue("cbor");
  }
  const [protectedBytes, , payload, signature] = parts.value;
  const key = keys.find((each) => header.get(4) instanceof Uint8Array && each.number === hex(header.get(4)));
  if (!key || header.get(1) !== -7 || signature.length !== 64) throw new Untrue("key");
  const signed = new Uint8Array([0x84, 0x6a, ...new TextEncoder().encode("Signature1"), ...bytesItem(protectedBytes), 0x40, ...bytesItem(payload)]);
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const publicKey = await crypto.subtle.importKey("raw", unhex(key.point), algorithm, false, ["verify"]);
  const holds = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, publicKey, signature, signed);
  if (!holds) throw new Untrue("signature");
  const claims = read(payload);
  if (!(claims instanceof Map)) throw new Untrue("cwt");
  return { claims, key };
}

// Serials that hold no longer and when the list was signed (seconds); null when the list is not to be trusted.
export async function revokedList(listed, keys) {
  if (!listed.signed) return keys.length === 0 ? { serials: [], time: Date.parse(listed.time) / 1000 } : null;
  try {
    const { claims, key } = await verify(unbase64url(listed.signed), keys);
    return key.ward === "" ? { serials: claims.get(REVOKED), time: claims.get(6) } : null;
  } catch (error) {
    if (error instanceof Untrue || error instanceof DOMException) return null;
    throw error;
  }
}

// What a text says: { state, ... }. `now` in seconds. A code that is true and revoked or over says so in `state`.
export async function checkText(text, keys, list, now) {
  const clean = text.replace(/[\r\n\t]/g, "").trim();
  if (!clean.startsWith(PREFIX)) return { state: "other" };
  try {
    const { claims, key } = await verify(unbase45(clean.slice(PREFIX.length)), keys);
    if (!key.ward || claims.get(1) !== key.ward) return { state: "changed" };
    const found = {
      serial: claims.get(2), first: claims.get(5), last: claims.get(4) - DAY, class: claims.get(CLASS),
      year: claims.get(YEAR), initials: claims.get(INITIALS), office: key.office, list: list?.time ?? null,
    };
    if (list && list.serials.includes(found.serial)) return { state: "revoked", ...found };
    if (now >= claims.get(4)) return { state: "expired", ...found };
    if (now < claims.get(5)) return { state: "early", ...found };
    return { state: "true", ...found };
  } catch (error) {
    if (error instanceof Untrue) return { state: "changed" };
    throw error;
  }
}
