import { lazily, z } from "#kernel/http/schema";
import { idOf, idText, wrongKind } from "#kernel/http/wire";
import { parseE164 } from "#kernel/values/phone";

/** A reference to a number: its id or the number in E.164 form. */
export const numberReference = lazily(() =>
  idText()
    .transform((text, check) => {
      if (/^num_[0-9a-z]+$/.test(text)) return text;
      const parsed = parseE164(text);
      if ("e164" in parsed) return parsed.e164;
      check.addIssue({ code: "custom", message: wrongKind("phoneNumber", text) ?? parsed.problem });
      return z.NEVER;
    })
    .openapi({ maxLength: 64, example: "+14155550123" }),
);

/** An agent's id. Submitting the job checks that the agent exists. */
export const agentReference = lazily(() => idOf("agent"));
