const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford base32, lower case: sorts as its value does

export const idPrefixes = {
  tenant: "ten",
  apiKey: "key",
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
} as const;

export type IdKind = keyof typeof idPrefixes;

/** The platform itself is a tenant: the one whose keys may carry the `admin` scope. Its row comes with the migrations. */
export const PLATFORM_TENANT_ID = "ten_platform";

/**
 * An id that sorts by time of making: prefix, 10 characters of milliseconds, 16 of randomness (80 bits), as in ULID.
 * `random` gives that many fresh random bytes.
 */
export function makeId(kind: IdKind, now: number, random: (bytes: number) => Uint8Array): string {
  let time = "";
  for (let rest = now, i = 0; i < 10; i += 1, rest = Math.floor(rest / 32)) time = alphabet.charAt(rest % 32) + time;
  let noise = "";
  for (const byte of random(16)) noise += alphabet.charAt(byte % 32);
  return `${idPrefixes[kind]}_${time}${noise}`;
}

/** The instant that an id was made at. */
export const timeOfId = (id: string): number =>
  [...id.slice(id.indexOf("_") + 1).slice(0, 10)].reduce((time, digit) => time * 32 + alphabet.indexOf(digit), 0);

/** Where ids of an instant begin: everything made before has a smaller one. For ranges of time over a list of ids. */
export const firstIdAt = (kind: IdKind, at: number): string => makeId(kind, at, (count) => new Uint8Array(count));

export const idPattern = (kind: IdKind): RegExp => new RegExp(`^${idPrefixes[kind]}_[0-9a-hjkmnp-tv-z]{26}$`);
