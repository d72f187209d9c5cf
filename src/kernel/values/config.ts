import { isLoopback } from "./address";
import { parseE164 } from "./phone";
import {
  listOf,
  matching,
  oneOf,
  optional,
  type Reading,
  readSettings,
  required,
  shortText,
  textThat,
  urlOf,
  withDefault,
} from "./setting";
import { trimmed } from "./unseen-characters";

const wholeNumber = (fallback: number, least: number, most: number) =>
  withDefault(fallback, (text) =>
    /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most
      ? { value: Number(text) }
      : { problem: `must be a whole number from ${least} to ${most}` },
  );

const origin = textThat((text) => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
}, "must be an origin like https://numbers.example.com, without a path or trailing slash");

/** Origins with commas between; empty parts count for nothing. */
function origins(text: string): Reading<readonly string[]> {
  const given = text.split(",").filter((part) => part.trim() !== "");
  return given.length === 0 ? { value: [] } : listOf(origin)(given.join());
}

const KEY_BYTES = 32;

/** A key of 256 bits. */
function secretKey(text: string): Reading<Uint8Array> {
  try {
    const key = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    if (key.length === KEY_BYTES) return { value: key };
  } catch {}
  return {
    problem: "must be 32 random bytes in base64, or several of these with commas between, the newest first",
  };
}

/** A credential without spaces. */
const secret = matching(/^[!-~]+$/, "must be printable ASCII without spaces");

const MOST_TO_SAY = 500;

/** A message to say, or a number to dial, which begins with a plus sign. */
function fallback(given: string): Reading<string> {
  const text = trimmed(given);
  if (text.length > MOST_TO_SAY) return { problem: `must have at most ${MOST_TO_SAY} characters` };
  return text.startsWith("+") && !("e164" in parseE164(text))
    ? { problem: "must be a valid number in E.164, or a message" }
    : { value: text };
}

const webUrl = urlOf(/^https?:$/, "must be a URL of http or https");

/**
 * `keep`: Twilio's settings for porting are set where no other program has set them. `replace`: also where one has.
 * `off`: they are left alone.
 */
const portingSettings = ["keep", "replace", "off"] as const;

/** The settings, read from the Worker's variables and secrets once per isolate. The deploy guide describes them. */
const settings = () =>
  ({
    PUBLIC_ORIGIN: required(origin),
    FORMER_ORIGINS: withDefault([], origins),
    KEY_ENVIRONMENT: required(oneOf(["live", "test"])),
    ADMIN_TOKEN: required(textThat((text) => text.length >= 24, "must have at least 24 characters")),
    TWILIO_ACCOUNT_SID: required(matching(/^AC[0-9a-fA-F]{32}$/, "must be AC and 32 hex digits")),
    TWILIO_AUTH_TOKEN: required(secret),
    SECRETS_KEY: required(listOf(secretKey)),
    TWILIO_AUTH_TOKEN_SECONDARY: optional(secret),
    INBOUND_FALLBACK: withDefault("We cannot take your call at the moment. Please call again shortly.", fallback),
    SUSPENDED_MESSAGE: withDefault("The number you have called is temporarily out of service.", shortText(MOST_TO_SAY)),
    TWILIO_BASE_URL: optional(origin),
    PORTING_PROVIDER_NAME: withDefault("PhoneManager", shortText(100, 1)),
    DOCUMENT_SCANNER_URL: optional(webUrl),
    DNS_RESOLVER_URL: withDefault("https://cloudflare-dns.com/dns-query", webUrl),
    CARRIER_TIMEOUT_MS: wholeNumber(10_000, 100, 12_000),
    ABSENCE_PROOF_MS: wholeNumber(30_000, 1_000, 600_000),
    API_RATE_LIMIT: wholeNumber(1_000, 1, 1_000_000),
    FEED_SHARDS: wholeNumber(1, 1, 32),
    FEED_SOCKETS: wholeNumber(5_000, 1, 20_000),
    FEED_SOCKETS_PER_KEY: wholeNumber(1_000, 1, 20_000),
    WEBHOOK_TIMEOUT_MS: wholeNumber(10_000, 100, 30_000),
    NEW_TENANT_DATABASE: withDefault(
      "DB",
      matching(/^DB(_\d{1,2})?$/, "must be the name of a D1 binding: DB, DB_2, …"),
    ),
    // At least 7 days, so that subscribers can catch up from the log: webhooks are retried for three days.
    EVENT_RETENTION_DAYS: wholeNumber(90, 7, 3_650),
    CALL_RETENTION_DAYS: wholeNumber(400, 31, 3_650),
    USAGE_RETENTION_DAYS: wholeNumber(1_100, 31, 3_650),
    PORTING_SETTINGS: withDefault("keep", oneOf(portingSettings)),
    PORTING_MAIL_LOGO_SID: optional(matching(/^RD[0-9a-fA-F]{32}$/, "must be RD and 32 hex digits")),
    PORTING_MAIL_SUBJECT: optional(shortText(255)),
    PORTING_MAIL_MESSAGE: optional(shortText(5_000)),
    PORTING_MAIL_REDIRECT_URL: optional(urlOf(/^https:$/, "must be an https URL")),
  }) as const;

type Settings = Extract<ReturnType<typeof readGiven>, { readonly values: unknown }>["values"];

const readGiven = (given: ReadonlyMap<string, unknown>) => readSettings(settings(), given);

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

function brandOf(s: Settings): Config["porting"]["brand"] {
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
  const given = new Map<string, unknown>(Object.entries(env));
  const read = readGiven(given);
  if ("problems" in read) return read;
  const s = read.values;
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
