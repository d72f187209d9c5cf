// Pure: no I/O, no clock, no randomness.
/** FNV-1a over the text's UTF-16 units, finished as MurmurHash3 does, so that every bit depends on every letter. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The hash in seven letters and digits: to recognise a text, not to protect it. */
export const shortDigest = (text: string): string => hash32(text).toString(36).padStart(7, "0");
