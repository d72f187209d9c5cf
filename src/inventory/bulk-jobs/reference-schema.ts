import { lazily, z } from "#kernel/http/schema";
import { parseE164 } from "#kernel/values/phone";

/** A reference to a number: its id or the number in E.164 form. */
export const numberReference = lazily(() =>
  z
    .string()
    .max(64)
    .transform((text, check) => {
      if (/^num_[0-9a-z]+$/.test(text)) return text;
      const parsed = parseE164(text);
      if ("e164" in parsed) return parsed.e164;
      check.addIssue({ code: "custom", message: parsed.problem });
      return z.NEVER;
    })
    .openapi({ type: "string", maxLength: 64, example: "+14155550123" }),
);

/** An agent's id. Submitting the job checks that the agent exists. */
export const agentReference = lazily(() =>
  z.string().min(1).max(64).openapi({ example: "agt_01k9m8x3zt5v7w9y2a4c6e8g0j" }),
);
