import { z } from "zod";
import { parseE164 } from "./phone";

const wholeNumber = (fallback: number, least: number, most: number) =>
  z
    .string()
    .default(String(fallback))
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most, {
      message: `must be a whole number from ${least} to ${most}`,
    })
    .transform(Number);

const origin = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
}, "must be an origin like https://numbers.example.com, without a path or trailing slash");

/** Blank-free credentials as they are given out. */
const secret = z.string().regex(/^[!-~]+$/, "must be printable ASCII without spaces");

/** A message, or a number to dial, which begins with a plus sign. */
const fallback = z
  .string()
  .trim()
  .max(500, "must have at most 500 characters")
  .refine((text) => !text.startsWith("+") || "e164" in parseE164(text), "must be a valid number in E.164, or a message")
  .default("We cannot take your call at the moment. Please call again shortly.");

/** The settings, read from the Worker's variables and secrets once per isolate. README.md has the same table for people. */
const settings = z.object({
  PUBLIC_ORIGIN: origin,
  KEY_ENVIRONMENT: z.enum(["live", "test"]),
  ADMIN_TOKEN: z.string().min(24, "must have at least 24 characters"),
  TWILIO_ACCOUNT_SID: z.string().regex(/^AC[0-9a-fA-F]{32}$/, "must be AC and 32 hex digits"),
  TWILIO_AUTH_TOKEN: secret,
  TWILIO_AUTH_TOKEN_SECONDARY: secret.optional(),
  INBOUND_FALLBACK: fallback,
  TWILIO_BASE_URL: origin.optional(),
  CARRIER_TIMEOUT_MS: wholeNumber(10_000, 100, 12_000),
  ABSENCE_PROOF_MS: wholeNumber(30_000, 1_000, 600_000),
  API_RATE_LIMIT: wholeNumber(1_000, 1, 1_000_000),
});

export interface Config {
  readonly publicOrigin: string;
  readonly keyEnvironment: "live" | "test";
  readonly adminToken: string;
  readonly twilio: { readonly accountSid: string; readonly authToken: string; readonly baseUrl: string | undefined };
  /** What a webhook may be signed with: one token, or two while it is changed. */
  readonly webhookTokens: readonly string[];
  /** What a caller gets when the database does not answer in time: a message, or a number in E.164 to dial. */
  readonly inboundFallback: string;
  /** How long one call to the carrier may take before its outcome counts as unknown. */
  readonly carrierTimeoutMs: number;
  /** How long after a purchase attempt the carrier's "I don't have it" proves that it never will. */
  readonly absenceProofMs: number;
  /** Requests that one key may make in 10 seconds. */
  readonly apiRateLimit: number;
}

/** The configuration, or one line per setting that is wrong. Never the value: it may be a secret. Empty counts as not set. */
export function readConfig(env: object): { config: Config } | { problems: string[] } {
  const given = new Map<string, unknown>(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = settings.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map(({ path, message }) => {
        const name = path.join(".");
        return `${name} ${given.has(name) ? message : "is not set"}.`;
      }),
    };
  }
  const s = parsed.data;
  return {
    config: {
      publicOrigin: s.PUBLIC_ORIGIN,
      keyEnvironment: s.KEY_ENVIRONMENT,
      adminToken: s.ADMIN_TOKEN,
      twilio: { accountSid: s.TWILIO_ACCOUNT_SID, authToken: s.TWILIO_AUTH_TOKEN, baseUrl: s.TWILIO_BASE_URL },
      webhookTokens: [s.TWILIO_AUTH_TOKEN, ...(s.TWILIO_AUTH_TOKEN_SECONDARY ? [s.TWILIO_AUTH_TOKEN_SECONDARY] : [])],
      inboundFallback: s.INBOUND_FALLBACK,
      carrierTimeoutMs: s.CARRIER_TIMEOUT_MS,
      absenceProofMs: s.ABSENCE_PROOF_MS,
      apiRateLimit: s.API_RATE_LIMIT,
    },
  };
}
