// Pure: no I/O, no clock, no randomness.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford base32, lower case: sorts as its value does

export const idPrefixes = {
  tenant: "ten",
  apiKey: "key",
  session: "ses",
  event: "evt",
  reservation: "rsv",
  order: "ord",
  orderItem: "itm",
  phoneNumber: "num",
  agent: "agt",
  assignment: "asg",
  request: "req",
  job: "job",
  finding: "fnd",
  bulkJob: "blk",
  bulkItem: "bit",
  webhookEndpoint: "whe",
  webhookDelivery: "whd",
  call: "cal",
  message: "msg",
  syncRun: "syn",
  carrierAccount: "cac",
  importJob: "imp",
  importItem: "imi",
  sipTrunk: "trk",
  sipGateway: "gwy",
  portabilityCheck: "pck",
  portingRequest: "prt",
  portingNumber: "pnm",
  portingDocument: "doc",
  portingEntry: "pte",
  portingShareLink: "shl",
  tenantMove: "mov",
} as const;

export type IdKind = keyof typeof idPrefixes;

/** The kind of resource that the id's prefix names; `null` for a text without a known prefix. */
export function kindOfId(text: string): IdKind | null {
  const [prefix] = text.split("_", 1);
  const kinds = Object.keys(idPrefixes).filter((kind): kind is IdKind => kind in idPrefixes);
  return text.includes("_") ? (kinds.find((kind) => idPrefixes[kind] === prefix) ?? null) : null;
}

/** A kind in words, with its article: `a phone number`. */
export function aKind(kind: IdKind): string {
  const words = kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return /^[aeiou]/.test(words) ? `an ${words}` : `a ${words}`;
}

/**
 * The platform is a tenant too, the only one whose keys can have the `admin` scope. The migrations insert its row.
 */
export const PLATFORM_TENANT_ID = "ten_platform";

/** The characters of an id's randomness, at its end. */
export const NOISE_LENGTH = 16;

/**
 * An id that sorts by creation time: prefix, 10 characters of milliseconds, 16 of randomness (80 bits), as in ULID
 * (https://github.com/ulid/spec). `random` returns that many random bytes.
 */
export function makeId(kind: IdKind, now: number, random: (bytes: number) => Uint8Array): string {
  let noise = "";
  for (const byte of random(NOISE_LENGTH)) noise += alphabet.charAt(byte % 32);
  return `${idPrefixes[kind]}_${timePart(now)}${noise}`;
}

function timePart(now: number): string {
  let time = "";
  for (let rest = now, i = 0; i < 10; i += 1, rest = Math.floor(rest / 32)) time = alphabet.charAt(rest % 32) + time;
  return time;
}

/** The instant of creation, in milliseconds UTC. */
export const timeOfId = (id: string): number =>
  [...id.slice(id.indexOf("_") + 1).slice(0, 10)].reduce((time, digit) => time * 32 + alphabet.indexOf(digit), 0);

/** The smallest id of an instant: every id created before is smaller. For time ranges over lists of ids. */
export const firstIdAt = (kind: IdKind, at: number): string => makeId(kind, at, (count) => new Uint8Array(count));

/** The id with the same randomness, as if it were made at `at` (ms UTC). */
export const idMovedTo = (id: string, at: number): string => {
  const [prefix = ""] = id.split("_", 1);
  return `${prefix}_${timePart(at)}${id.slice(-NOISE_LENGTH)}`;
};

export const idPattern = (kind: IdKind): RegExp => new RegExp(`^${idPrefixes[kind]}_[0-9a-hjkmnp-tv-z]{26}$`);

/** The name of the platform's own carrier account; a tenant's account goes by its id. */
export const PLATFORM_ACCOUNT = "platform";
