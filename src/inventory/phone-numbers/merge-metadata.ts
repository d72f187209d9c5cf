// Pure: no I/O, no clock, no randomness.

export const MAX_METADATA_KEYS = 50;

/** New values by key; null removes a key. */
export type MetadataChange = Readonly<Record<string, string | null>>;

/** The metadata after a change, as a JSON merge patch (RFC 7396): keys that the change does not name stay. */
export const mergeMetadata = (before: Readonly<Record<string, string>>, change: MetadataChange) =>
  Object.fromEntries(
    Object.entries({ ...before, ...change }).filter((entry): entry is [string, string] => entry[1] !== null),
  );
