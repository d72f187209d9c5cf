import * as z from "zod";
import { lazily } from "#kernel/values/lazily";
import { isLoopback } from "./address";
import { parseE164 } from "./phone";
import { trimmed } from "./unseen-characters";

const wholeNumber = (fallback: number, least: number, most: number) =>
  z
    .string()
    .default(String(fallback))
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most, {
      message: `must be a whole number from ${least} to ${most}`,
    })
    .transform(Number);

const origin = lazily(() =>
  z.string().refine((text) => {
    const url = URL.parse(text);
    return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
  }, "must be an origin like https://numbers.example.com, without a path or trailing slash"),
);

const KEY_BYTES = 32;

function decodeKey(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text.trim()), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Keys of 256 bits, the newest first. */
const keyList = lazily(() =>
  z
    .string()
    .transform((text) => text.split(",").map(decodeKey))
    .refine(
      (keys) => keys.every((key) => key?.length === KEY_BYTES),
      "must be 32 random bytes in base64, or several of these with commas between, the newest first",
    )
    .transform((keys) => keys.filter((key) => key !== null)),
);

/** A credential without spaces. */
const secret = lazily(() => z.string().regex(/^[!-~]+$/, "must be printable ASCII without spaces"));

/** A message to say, or a number to dial, which begins with a plus sign. */
const fallback = lazily(() =>
  z
    .string()
    .overwrite(trimmed)
    .max(500, "must have at most 500 characters")
    .refine(
      (text) => !text.startsWith("+") || "e164" in parseE164(text),
      "must be a valid number in E.164, or a message",
    )
    .default("We cannot take your call at the moment. Please call again shortly."),
);

/**
 * `keep`: Twilio's settings for porting are set where no other program has set them. `replace`: also where one has.
 * `off`: they are left alone.
 */
const portingSettings = ["keep", "replace", "off"] as const;

/** The settings, read from the Worker's variables and secrets once per isolate. The deploy guide describes them. */
const settings = lazily(() =>
  z.object({
    PUBLIC_ORIGIN: origin(),
    FORMER_ORIGINS: z
      .string()
      .default("")
      .transform((text) => text.split(",").flatMap((part) => part.trim() || []))
      .pipe(z.array(origin())),
    KEY_ENVIRONMENT: z.enum(["live", "test"]),
    ADMIN_TOKEN: z.string().min(24, "must have at least 24 characters"),
    TWILIO_ACCOUNT_SID: z.string().regex(/^AC[0-9a-fA-F]{32}$/, "must be AC and 32 hex digits"),
    TWILIO_AUTH_TOKEN: secret(),
    SECRETS_KEY: keyList(),
    TWILIO_AUTH_TOKEN_SECONDARY: secret().optional(),
    INBOUND_FALLBACK: fallback(),
    SUSPENDED_MESSAGE: z
      .string()
      .trim()
      .max(500, "must have at most 500 characters")
      .default("The number you have called is temporarily out of service."),
    TWILIO_BASE_URL: origin().optional(),
    PORTING_PROVIDER_NAME: z.string().trim().min(1).max(100).default("PhoneManager"),
    DOCUMENT_SCANNER_URL: z.url({ protocol: /^https?$/ }).optional(),
    DNS_RESOLVER_URL: z.url({ protocol: /^https?$/ }).default("https://cloudflare-dns.com/dns-query"),
    CARRIER_TIMEOUT_MS: wholeNumber(10_000, 100, 12_000),
    ABSENCE_PROOF_MS: wholeNumber(30_000, 1_000, 600_000),
    API_RATE_LIMIT: wholeNumber(1_000, 1, 1_000_000),
    FEED_SHARDS: wholeNumber(1, 1, 32),
    FEED_SOCKETS: wholeNumber(5_000, 1, 20_000),
    FEED_SOCKETS_PER_KEY: wholeNumber(1_000, 1, 20_000),
    WEBHOOK_TIMEOUT_MS: wholeNumber(10_000, 100, 30_000),
    NEW_TENANT_DATABASE: z
      .string()
      .regex(/^DB(_\d{1,2})?$/, "must be the name of a D1 binding: DB, DB_2, …")
      .default("DB"),
    // At least 7 days, so that subscribers can catch up from the log: webhooks are retried for three days.
    EVENT_RETENTION_DAYS: wholeNumber(90, 7, 3_650),
    CALL_RETENTION_DAYS: wholeNumber(400, 31, 3_650),
    USAGE_RETENTION_DAYS: wholeNumber(1_100, 31, 3_650),
    PORTING_SETTINGS: z.enum(portingSettings).default("keep"),
    PORTING_MAIL_LOGO_SID: z
      .string()
      .regex(/^RD[0-9a-fA-F]{32}$/, "must be RD and 32 hex digits")
      .optional(),
    PORTING_MAIL_SUBJECT: z.string().trim().max(255, "must have at most 255 characters").optional(),
    PORTING_MAIL_MESSAGE: z.string().trim().max(5_000, "must have at most 5,000 characters").optional(),
    PORTING_MAIL_REDIRECT_URL: z.url({ protocol: /^https$/, error: "must be an https URL" }).optional(),
  }),
);

export interface Config {
  readonly publicOrigin: string;
  /**
   * The public origin and former ones. Webhooks arrive at any of them, and carrier URLs under any of them are ours.
   */
  readonly origins: readonly string[];
  readonly keyEnvironment: "live" | "test";
  readonly adminToken: string;
  readonly twilio: { readonly accountSid: string; readonly authToken: string; readonly baseUrl: string | undefined };
  /** The keys that encrypt secrets of tenants, newest first. */
  readonly secretsKeys: readonly Uint8Array[];
  /** The Twilio auth tokens that may sign webhooks: one, or two during a rotation. */
  readonly webhookTokens: readonly string[];
  /** The answer to a call when the database does not answer in time: a message, or a number in E.164 to dial. */
  readonly inboundFallback: string;
  /** The announcement to callers of a suspended or closed tenant, unless the tenant has a message of its own. */
  readonly suspendedMessage: string;
  /** Timeout of one request to the carrier. After it the outcome counts as unknown. */
  readonly carrierTimeoutMs: number;
  /** How long after a purchase attempt a "not found" of the carrier proves that the purchase did not happen. */
  readonly absenceProofMs: number;
  /** Requests that one key may make in 10 seconds. */
  readonly apiRateLimit: number;
  readonly feed: {
    /** Durable Objects per tenant. */
    readonly shards: number;
    /** Connections per object. */
    readonly sockets: number;
    /** Connections per object and API key. */
    readonly socketsPerKey: number;
  };
  /** A resolver that speaks DNS over HTTPS in wire format (RFC 8484). */
  readonly dnsResolverUrl: string;
  /** The company that letters of authorization name as the one to port to. */
  readonly portingProviderName: string;
  /** A virus scanner for documents of porting requests, over HTTP; `null`: there is none. */
  readonly documentScannerUrl: string | null;
  /** The D1 binding of the database into which new tenants go. */
  readonly newTenantDatabase: string;
  /** Timeout of one webhook attempt. */
  readonly webhookTimeoutMs: number;
  /**
   * Whether webhooks and calls may go to loopback addresses, for development. It is true exactly if PUBLIC_ORIGIN is a
   * loopback address, where no carrier could reach a deployment, so it cannot be switched on by mistake.
   */
  readonly loopbackTargets: boolean;
  /** Days until an event moves to the archive. */
  readonly eventRetentionDays: number;
  /** Days until calls and messages are deleted. */
  readonly callRetentionDays: number;
  /**
   * Days until daily usage is deleted. Never fewer than for calls: a late update of a call must find the sums that it
   * changes.
   */
  readonly usageRetentionDays: number;
  readonly porting: {
    /** Whether the platform keeps Twilio's settings for porting. */
    readonly settings: (typeof portingSettings)[number];
    /** The looks of Twilio's mail with the letter of authorization; `null`: Twilio's own. */
    readonly brand: {
      readonly logoId: string | null;
      readonly emailSubject: string | null;
      readonly emailMessage: string | null;
      readonly redirectUrl: string | null;
    } | null;
  };
}

function brandOf(s: z.output<ReturnType<typeof settings>>): Config["porting"]["brand"] {
  const brand = {
    logoId: s.PORTING_MAIL_LOGO_SID ?? null,
    emailSubject: s.PORTING_MAIL_SUBJECT ?? null,
    emailMessage: s.PORTING_MAIL_MESSAGE ?? null,
    redirectUrl: s.PORTING_MAIL_REDIRECT_URL ?? null,
  };
  return Object.values(brand).every((value) => value === null) ? null : brand;
}

/** Domains for documentation (RFC 2606, RFC 6761), which lead nowhere. */
const placeholder = /(^|\.)(example|example\.(com|net|org)|invalid)\.?$/;

/**
 * Why Twilio cannot reach `PUBLIC_ORIGIN`, as far as its text shows; `null` if it may. A loopback address is right only
 * beside a stand-in for Twilio on the same machine.
 */
export function problemOfPublicOrigin({ publicOrigin, twilio }: Config): string | null {
  const url = new URL(publicOrigin);
  const remedy = "Set it to the origin at which Twilio reaches this Worker.";
  if (placeholder.test(url.hostname)) return `PUBLIC_ORIGIN is still a placeholder, ${url.hostname}. ${remedy}`;
  const isLocal = twilio.baseUrl !== undefined && isLoopback(new URL(twilio.baseUrl));
  return isLoopback(url) && !isLocal ? `PUBLIC_ORIGIN is an address of this machine alone. ${remedy}` : null;
}

/**
 * The configuration, or one line per wrong setting. The line never contains the value, which may be a secret. An empty
 * value counts as not set.
 */
export function readConfig(env: object): { config: Config } | { problems: string[] } {
  const given = new Map<string, unknown>(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = settings().safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map(({ path, message }) => {
        const name = path.join(".");
        return `${name} ${given.has(name) ? message : "is not set"}.`;
      }),
    };
  }
  const s = parsed.data;
  if (s.NEW_TENANT_DATABASE !== "DB" && !given.has(s.NEW_TENANT_DATABASE)) {
    return {
      problems: [`NEW_TENANT_DATABASE names ${s.NEW_TENANT_DATABASE}, and this deployment has no such D1 binding.`],
    };
  }
  return {
    config: {
      origins: [s.PUBLIC_ORIGIN, ...s.FORMER_ORIGINS],
      publicOrigin: s.PUBLIC_ORIGIN,
      keyEnvironment: s.KEY_ENVIRONMENT,
      adminToken: s.ADMIN_TOKEN,
      twilio: { accountSid: s.TWILIO_ACCOUNT_SID, authToken: s.TWILIO_AUTH_TOKEN, baseUrl: s.TWILIO_BASE_URL },
      secretsKeys: s.SECRETS_KEY,
      webhookTokens: [s.TWILIO_AUTH_TOKEN, ...(s.TWILIO_AUTH_TOKEN_SECONDARY ? [s.TWILIO_AUTH_TOKEN_SECONDARY] : [])],
      inboundFallback: s.INBOUND_FALLBACK,
      suspendedMessage: s.SUSPENDED_MESSAGE,
      carrierTimeoutMs: s.CARRIER_TIMEOUT_MS,
      absenceProofMs: s.ABSENCE_PROOF_MS,
      apiRateLimit: s.API_RATE_LIMIT,
      feed: { shards: s.FEED_SHARDS, sockets: s.FEED_SOCKETS, socketsPerKey: s.FEED_SOCKETS_PER_KEY },
      dnsResolverUrl: s.DNS_RESOLVER_URL,
      portingProviderName: s.PORTING_PROVIDER_NAME,
      documentScannerUrl: s.DOCUMENT_SCANNER_URL ?? null,
      newTenantDatabase: s.NEW_TENANT_DATABASE,
      webhookTimeoutMs: s.WEBHOOK_TIMEOUT_MS,
      loopbackTargets: isLoopback(new URL(s.PUBLIC_ORIGIN)),
      eventRetentionDays: s.EVENT_RETENTION_DAYS,
      callRetentionDays: s.CALL_RETENTION_DAYS,
      usageRetentionDays: Math.max(s.USAGE_RETENTION_DAYS, s.CALL_RETENTION_DAYS),
      porting: { settings: s.PORTING_SETTINGS, brand: brandOf(s) },
    },
  };
}
