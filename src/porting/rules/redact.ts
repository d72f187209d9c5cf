// Pure: no I/O, no clock, no randomness.

/** Shorter secrets are parts of too many other words. */
const MIN_LENGTH = 4;

/** Separators that people put between the characters of an account number. */
const GAP = "[\\s.\\-]?";

const escaped = (character: string): string => character.replace(/[^0-9A-Za-z]/, "\\$&");

/**
 * The text without the account numbers and PINs that it repeats, however they are spaced, and with or without their
 * leading zeros. Carriers quote in free text what they refuse, and such texts go into events and timelines.
 */
export function redact(text: string, secrets: readonly (string | null)[]): string {
  const spellings = secrets
    .flatMap((secret) => (secret === null ? [] : [plain(secret), plain(secret).replace(/^0+/, "")]))
    .filter((secret) => secret.length >= MIN_LENGTH)
    .toSorted((a, b) => b.length - a.length);
  return [...new Set(spellings)].reduce((left, secret) => {
    const pattern = [...secret].map(escaped).join(GAP);
    return left.replaceAll(new RegExp(`(?<![0-9A-Za-z])${pattern}(?![0-9A-Za-z])`, "gi"), "[hidden]");
  }, text);
}

const plain = (secret: string): string => secret.replaceAll(/[\s.-]/g, "");
