// Pure: no I/O, no clock, no randomness.
/**
 * The key in the fragment of the link that `npm start` prints; browsers send a fragment to no server. It counts on
 * loopback addresses alone: elsewhere a stranger's link could sign a person in to the stranger's account unnoticed.
 */
export const keyInLink = ({ hostname, hash }: Pick<Location, "hostname" | "hash">): string | null =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname) ? new URLSearchParams(hash.slice(1)).get("key") : null;
