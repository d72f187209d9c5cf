import { type Account, AccountStore } from "./account/accounts";
import { CallStore } from "./account/calls";
import {
  type AddressFields,
  addressFields,
  type BundleFields,
  bundleFields,
  type ServiceFields,
  serviceFields,
  type VerificationFields,
  verificationFields,
} from "./account/documents";
import { FaultStore } from "./account/faults";
import { Journal } from "./account/journal";
import { MessageStore } from "./account/messages";
import { NumberStore } from "./account/numbers";
import { openPorting, type Porting } from "./account/porting";
import { ReceiverStore } from "./account/receivers";
import type { Region } from "./account/regions";
import { ResourceStore } from "./account/resources";
import { type RouteFields, routeFields } from "./account/routes";
import { openTables, ownedTables, sharedTables } from "./account/schema";
import { openSip, type Sip } from "./account/sip";
import { openWebhookConfig, type WebhookConfig } from "./account/webhook-config";

export interface SandboxEnv {
  ACCOUNT: DurableObjectNamespace;
  TWILIO_ACCOUNT_SID: string;
  TWILIO_AUTH_TOKEN: string;
  /** Requests in flight above which the answer is 429; absent or "0" for no limit. */
  CONCURRENCY_LIMIT?: string;
}

/** Everything that a route uses: the state and settings of one account in one region, and the clock. */
export interface Sandbox {
  accountSid: string;
  region: Region;
  /** The account as it is now. */
  readonly account: Account;
  /** The account's primary auth token in this region, as it is now. It signs the webhooks. */
  readonly authToken: string;
  accounts: AccountStore;
  concurrencyLimit: number;
  numbers: NumberStore;
  addresses: ResourceStore<AddressFields>;
  bundles: ResourceStore<BundleFields>;
  services: ResourceStore<ServiceFields>;
  verifications: ResourceStore<VerificationFields>;
  faults: FaultStore;
  journal: Journal;
  calls: CallStore;
  messages: MessageStore;
  receivers: ReceiverStore;
  webhookConfig: WebhookConfig;
  routes: ResourceStore<RouteFields>;
  sip: Sip;
  porting: Porting;
  /** `signed`: the webhooks so far that a rule decided on. */
  traffic: { inFlight: number; signed: number };
  /** The same account in another region. */
  inRegion(region: Region): Sandbox;
  /** Another account, which must exist, in the same region. */
  inAccount(accountSid: string): Sandbox;
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** All or nothing. */
  atomically<Result>(change: () => Result): Result;
  /** Forgets everything of the account; of the platform's account: everything of all accounts. */
  reset(): void;
}

/** All accounts. */
export interface Twilio {
  readonly accounts: AccountStore;
  /** The account must exist. */
  sandboxOf(accountSid: string, region: Region): Sandbox;
}

export function openTwilio(ctx: DurableObjectState, env: SandboxEnv): Twilio {
  const { sql } = ctx.storage;
  openTables(sql);
  const accounts = new AccountStore(sql, env.TWILIO_ACCOUNT_SID, env.TWILIO_AUTH_TOKEN);
  const opened = new Map<string, Sandbox>();
  const twilio: Twilio = {
    accounts,
    sandboxOf: (accountSid, region) => {
      const name = `${accountSid}/${region}`;
      const sandbox = opened.get(name) ?? openSandbox(ctx, env, twilio, accountSid, region);
      opened.set(name, sandbox);
      return sandbox;
    },
  };
  return twilio;
}

function openSandbox(
  ctx: DurableObjectState,
  env: SandboxEnv,
  { accounts, sandboxOf }: Twilio,
  accountSid: string,
  region: Region,
): Sandbox {
  const { sql } = ctx.storage;
  const owner = accounts.ownerOf(accountSid);
  const account = (): Account => {
    const found = accounts.bySid(accountSid);
    if (!found) throw new Error(`The account ${accountSid} was removed during the request.`);
    return found;
  };
  return {
    accountSid,
    region,
    get account() {
      return account();
    },
    get authToken() {
      return account().tokens[region].primary;
    },
    accounts,
    concurrencyLimit: Number(env.CONCURRENCY_LIMIT ?? "0"),
    numbers: new NumberStore(sql, owner, region),
    addresses: new ResourceStore(sql, owner, "addresses", "AD", addressFields),
    bundles: new ResourceStore(sql, owner, "bundles", "BU", bundleFields),
    services: new ResourceStore(sql, owner, "messaging_services", "MG", serviceFields),
    verifications: new ResourceStore(sql, owner, "tollfree_verifications", "HH", verificationFields),
    faults: new FaultStore(sql, owner),
    journal: new Journal(sql, owner),
    calls: new CallStore(sql),
    messages: new MessageStore(sql, owner),
    receivers: new ReceiverStore(sql),
    webhookConfig: openWebhookConfig(sql, owner),
    sip: openSip(sql, owner),
    porting: openPorting(sql, owner),
    routes: new ResourceStore(sql, owner, "routes", "QQ", routeFields),
    inRegion: (other) => sandboxOf(accountSid, other),
    inAccount: (other) => sandboxOf(other, region),
    traffic: { inFlight: 0, signed: 0 },
    now: () => Date.now(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    atomically: (change) => ctx.storage.transactionSync(change),
    reset: () => {
      const isPlatform = accountSid === accounts.platformSid;
      for (const table of ownedTables) sql.exec(`DELETE FROM ${table} WHERE ? OR owner = ?`, isPlatform ? 1 : 0, owner);
      if (!isPlatform) return;
      for (const table of sharedTables) sql.exec(`DELETE FROM ${table}`);
      accounts.addPlatform();
    },
  };
}
