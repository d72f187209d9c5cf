import { z } from "@hono/zod-openapi";
import { parseE164 } from "#kernel/values/phone";

/** A number as a caller names it: by the id that we gave it, or by itself. */
export const numberReference = z
  .string()
  .max(64)
  .transform((text, check) => {
    if (/^num_[0-9a-z]+$/.test(text)) return text;
    const parsed = parseE164(text);
    if ("e164" in parsed) return parsed.e164;
    check.addIssue({ code: "custom", message: parsed.problem });
    return z.NEVER;
  })
  .openapi({ type: "string", maxLength: 64, example: "+14155550123" });

/** An agent, by its id; whether there is one is found out when the job is made. */
export const agentReference = z.string().min(1).max(64).openapi({ example: "agt_01k9m8x3zt5v7w9y2a4c6e8g0j" });
