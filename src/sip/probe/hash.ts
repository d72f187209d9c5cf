import { createHash } from "node:crypto";
import type { DigestAlgorithm } from "#sip/protocol/challenge";
import type { HashText } from "#sip/protocol/digest";

const hashNames = { MD5: "md5", "SHA-256": "sha256", "SHA-512-256": "sha512-256" } as const satisfies Record<
  DigestAlgorithm,
  string
>;

export const hashText: HashText = (algorithm, text) => createHash(hashNames[algorithm]).update(text).digest("hex");
