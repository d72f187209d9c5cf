import type { ChangedSubjects } from "#kernel/db/changed-subjects";
import type { Database } from "#kernel/db/db";
import type { PostResponseTask, WriteKind } from "#kernel/db/post-response-writer";
import type { Scope } from "#kernel/http/scope";
import type { Config } from "#kernel/values/config";
import type { IdKind } from "#kernel/values/ids";
import type { Carrier } from "./carrier";
import type { AccountAccess, CarrierAccount } from "./carrier-account";
import type { CarrierSandbox } from "./carrier-sandbox";
import type { Databases, NamedDatabase } from "./databases";
import type { ResolveHostname } from "./dns";
import type { ScanDocument } from "./document-scanner";
import type { FeedObject } from "./feed-object";
import type { NumberObject } from "./number-object";
import type { Probe } from "./probe";
import type { ItemMessage, LateMessage, PortingMessage } from "./queue-messages";
import type { UsagePoint } from "./usage-point";
import type { Vault } from "./vault";
import type { WebhookObject } from "./webhook-object";

/** The caller: an API key of a tenant, or the holder of ADMIN_TOKEN, who acts as the platform tenant without a key. */
export interface Principal {
  readonly tenantId: string;
  readonly keyId: string | null;
  readonly scopes: ReadonlySet<Scope>;
  /** When the key expires (ms UTC). Missing or null: never. */
  readonly keyExpiresAt?: number | null;
  /** The share link whose visitor is the caller. Missing: the caller has a key. */
  readonly shareLinkId?: string;
  /** Set while the platform has suspended or closed the caller's tenant. */
  readonly inactive?: InactiveTenant | null;
  /** The browser session that the request came by. Missing: the caller sent its key. */
  readonly session?: CallerSession;
  /** The binding of the database with the tenant's rows. Missing: `DB`. */
  readonly database?: string;
}

/** A browser session of a caller. Its key is the principal's `keyId`. */
export interface CallerSession {
  readonly id: string;
  /** The tenant of its key, also while it acts for another tenant. */
  readonly tenantId: string;
  /** The tenant that the platform acts for by this session; `null`: the session acts for its own tenant. */
  readonly actingFor: string | null;
  /** The scopes of its key, also while it acts for another tenant. */
  readonly ownScopes: ReadonlySet<Scope>;
  /** The secret that requests must repeat which change something, while the session acts for this tenant. */
  readonly csrfTokenFor: (actingFor: string | null) => Promise<string>;
}

/** Why a tenant may not use the API now. */
export interface InactiveTenant {
  readonly status: "suspended" | "closed";
  readonly reason: string | null;
  /** Milliseconds UTC. */
  readonly since: number | null;
}

/** The Idempotency-Key of a request, as digests; see `src/idempotency`. */
export interface IdempotentRequest {
  readonly keyHash: string;
  readonly requestHash: string;
  /**
   * Derived from the caller's credential and the key, neither of which is stored. It encrypts responses with secrets.
   */
  readonly sealingKey: Uint8Array;
  /** Set when an earlier request's result answers this one. */
  replayed: boolean;
}

/** Everything that a use case may touch. `runtime/` creates it once per request, job or message. */
export interface Context {
  readonly config: Config;
  /** The database of the tenant that the work is about: `database.db`. */
  readonly db: Database;
  /** The same with its name. `db` may be a wrapper that counts or times. */
  readonly database: NamedDatabase;
  /** All databases, for work on behalf of the platform. */
  readonly databases: Databases;
  /** The same context on another database. */
  readonly inDatabase: (ctx: Context, database: NamedDatabase) => Context;
  /** The archive of events past retention. */
  readonly archive: R2Bucket;
  /** The documents of porting requests. */
  readonly documents: R2Bucket;
  /** The virus scanner for documents; `null`: this deployment has none. */
  readonly scanDocument: ScanDocument | null;
  /** The platform's own account. */
  readonly carrier: Carrier;
  /** An account at Twilio; `null`: the platform's own. */
  readonly carrierAccount: (access: AccountAccess | null) => CarrierAccount;
  /** The stand-in for the carrier that this deployment works with; `null`: it works with the carrier itself. */
  readonly carrierSandbox: CarrierSandbox | null;
  /** Checks whether the endpoints of tenants answer. */
  readonly probe: Probe;
  readonly principal: Principal;
  readonly requestId: string;
  /** Milliseconds UTC; one instant for the whole request. */
  readonly now: number;
  /** Milliseconds since `now`, for measuring. */
  readonly elapsedMs: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
  readonly idempotency: IdempotentRequest | null;
  readonly newId: (kind: IdKind) => string;
  readonly randomBytes: (count: number) => Uint8Array;
  /** The object that alone decides who gets this number. */
  readonly numberObject: (e164: string) => NumberObject;
  /** An object of a tenant's live feed. A large feed has several shards, counted from 0. */
  readonly feedObject: (tenantId: string, shard: number) => FeedObject;
  /** The object that delivers to this webhook endpoint. */
  readonly webhookObject: (endpointId: string) => WebhookObject;
  /** Empties this isolate's cache of the tenant's webhook endpoints. Call it when they change. */
  readonly endpointsChanged: () => void;
  /** Makes this isolate read a session anew, by its id, or all sessions of a key, by the key's id. */
  readonly forgetSessions: (id: string) => void;
  /** Encrypts secrets that must be read again. */
  readonly vault: Vault;
  /** Looks up the IP addresses of a host name. */
  readonly resolve: ResolveHostname;
  /** Puts items of large orders into the queue. */
  readonly enqueue: (messages: readonly ItemMessage[]) => Promise<void>;
  /** Puts items of bulk jobs into their queue. */
  readonly enqueueBulk: (itemIds: readonly string[]) => Promise<void>;
  /** Puts a job that imports or detaches numbers into its queue. */
  readonly enqueueImport: (jobId: string, delaySeconds: number) => Promise<unknown>;
  /** Puts a portability check or a porting request into its queue. */
  readonly enqueuePorting: (message: PortingMessage, delaySeconds: number) => Promise<unknown>;
  /** The tenants and subjects that this work changed; `recordEvent` adds to it. Read by the post-response tasks. */
  readonly changed: ChangedSubjects;
  /**
   * Starts work that may end after the response, in this context with a `changed` of its own. At its end the
   * subscribers of the tenants for whose log it had an event are woken. Logs its failure. The work must be safe to
   * lose.
   */
  readonly inBackground: <T>(ctx: Context, work: (ctx: Context) => Promise<T>) => Promise<T>;
}

/** A call as it came over a SIP trunk. */
export interface TrunkCall {
  readonly sipTrunkId: string;
  /** The called number as the trunk's carrier writes it: the user part of the SIP address. */
  readonly user: string;
}

/**
 * Everything that a webhook of the carrier may touch. It has no principal: the signature and the URL identify the
 * number.
 */
export interface WebhookContext {
  readonly config: Config;
  /** The database of the number's tenant. */
  readonly db: Database;
  readonly tenantId: string;
  /** Empty for a call over a trunk before its number is read. */
  readonly phoneNumberId: string;
  /** A call over a SIP trunk, whose number is to be found; `null`: the URL names the number. */
  readonly trunkCall: TrunkCall | null;
  /** The SID of the tenant's own account whose keys signed the webhook; `null`: the platform's account. */
  readonly signedBy: string | null;
  readonly requestId: string;
  readonly now: number;
  readonly newId: (kind: IdKind) => string;
  /** Opens the credentials of gateways. */
  readonly vault: Vault;
  readonly changed: ChangedSubjects;
  /**
   * Writes in one transaction, which it may share with other webhooks, and wakes subscribers. It may fail after the
   * commit, but it never commits twice. See `PostResponseWriter`.
   */
  readonly commit: <Item, Result>(kind: WriteKind<Item, Result>, item: Item) => Promise<Result>;
  /** Runs a task after the response, together with those of other webhooks. */
  readonly afterResponse: (task: PostResponseTask) => void;
  readonly wait: (ms: number) => Promise<unknown>;
  /** Queues an update that could not be written. */
  readonly enqueueLate: (message: LateMessage) => Promise<unknown>;
  /** The context of work that the platform does on its own account, for what a webhook starts. */
  readonly platform: () => Context;
  /** Writes a data point about a finished call or message to Analytics Engine, which may drop it. */
  readonly recordUsagePoint: (point: UsagePoint) => void;
}
