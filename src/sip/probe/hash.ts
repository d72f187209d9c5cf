import type { DigestAlgorithm } from "#sip/protocol/challenge";
import type { HashText } from "#sip/protocol/digest";

const hashNames = { MD5: "md5", "SHA-256": "sha256", "SHA-512-256": "sha512-256" } as const satisfies Record<
  DigestAlgorithm,
  string
>;

/** node:crypto is loaded by the first probe: few isolates probe, and loading it takes 3 ms of CPU. */
export async function loadHashText(): Promise<HashText> {
  const { createHash } = await import("node:crypto");
  return (algorithm, text) => createHash(hashNames[algorithm]).update(text).digest("hex");
}
