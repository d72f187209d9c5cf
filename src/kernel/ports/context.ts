import type { ChangedSubjects } from "#kernel/db/changed-subjects";
import type { Database } from "#kernel/db/db";
import type { PostResponseTask, WriteKind } from "#kernel/db/post-response-writer";
import type { Scope } from "#kernel/http/scope";
import type { Config } from "#kernel/values/config";
import type { IdKind } from "#kernel/values/ids";
import type { Carrier } from "./carrier";
import type { ResolveHostname } from "./dns";
import type { FeedObject } from "./feed-object";
import type { NumberObject } from "./number-object";
import type { Probe } from "./probe";
import type { ItemMessage, LateMessage } from "./queue-messages";
import type { UsagePoint } from "./usage-point";
import type { Vault } from "./vault";
import type { WebhookObject } from "./webhook-object";

/** Who is asking: an API key of a tenant, or the holder of ADMIN_TOKEN, who is the platform tenant with no key. */
export interface Principal {
  readonly tenantId: string;
  readonly keyId: string | null;
  readonly scopes: ReadonlySet<Scope>;
}

/** What one request carries to be done at most once; see `src/idempotency`. */
export interface IdempotentRequest {
  readonly keyHash: string;
  readonly requestHash: string;
  /** Made of the caller's credential and key, neither of which is stored: seals answers that hold a secret. */
  readonly sealingKey: Uint8Array;
}

/** Everything a verb may touch. Built by `compose/` once per request, job or alarm, and passed by hand. */
export interface Context {
  readonly config: Config;
  readonly db: Database;
  /** Where events go that are past retention. */
  readonly archive: R2Bucket;
  readonly carrier: Carrier;
  /** Asks addresses that tenants gave whether anybody is there. */
  readonly probe: Probe;
  readonly principal: Principal;
  readonly requestId: string;
  /** Milliseconds UTC; one instant for the whole request. */
  readonly now: number;
  /** How long ago that was, in milliseconds: for measuring what was waited for. */
  readonly elapsedMs: () => number;
  readonly idempotency: IdempotentRequest | null;
  readonly newId: (kind: IdKind) => string;
  readonly randomBytes: (count: number) => Uint8Array;
  /** The one judge of who may take this number. */
  readonly numberObject: (e164: string) => NumberObject;
  /** A tenant's live feed; there may be several objects of it, counted from 0. */
  readonly feedObject: (tenantId: string, shard: number) => FeedObject;
  /** What delivers to this webhook endpoint. */
  readonly webhookObject: (endpointId: string) => WebhookObject;
  /** Says that the caller has other webhook endpoints now than this isolate may remember. */
  readonly endpointsChanged: () => void;
  /** Seals secrets that must be read again. */
  readonly vault: Vault;
  /** The addresses of a name. */
  readonly resolve: ResolveHostname;
  /** Puts items of large orders into the queue. */
  readonly enqueue: (messages: readonly ItemMessage[]) => Promise<void>;
  /** Puts items of bulk jobs into theirs. */
  readonly enqueueBulk: (itemIds: readonly string[]) => Promise<void>;
  readonly changed: ChangedSubjects;
  /** Work that may go on after the answer; it must be safe to lose. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** What the answer to a carrier's webhook may touch. Nobody's key is behind it: its signature says whose number it is for. */
export interface WebhookContext {
  readonly config: Config;
  readonly db: Database;
  readonly tenantId: string;
  readonly phoneNumberId: string;
  readonly requestId: string;
  readonly now: number;
  readonly newId: (kind: IdKind) => string;
  readonly changed: ChangedSubjects;
  /**
   * Writes in one transaction, perhaps with other webhooks, and wakes who follows the logs that were written to. It writes once
   * at the most, but may fail after that.
   */
  readonly commit: <Item, Result>(kind: WriteKind<Item, Result>, item: Item) => Promise<Result>;
  /** Has work done a moment after the answer, together with that of other webhooks. */
  readonly afterResponse: (task: PostResponseTask) => void;
  readonly wait: (ms: number) => Promise<unknown>;
  /** Puts into a queue what could not be written down. */
  readonly enqueueLate: (message: LateMessage) => Promise<unknown>;
  /** Keeps a call or message for analysis over a long time; may lose it. */
  readonly recordUsagePoint: (point: UsagePoint) => void;
}
