import { env as isolateEnv, waitUntil } from "cloudflare:workers";
import { cacheTerms } from "#carriers/cache-terms";
import { createCarrierGuard } from "#carriers/guard-carrier";
import { OutcomeTally } from "#carriers/outcomes";
import { storeOutcomes } from "#carriers/store-outcomes";
import { createAccountProbe } from "#carriers/twilio/account-probe";
import type { TwilioDeps } from "#carriers/twilio/http";
import { createNumberConfiguration } from "#carriers/twilio/number-configuration";
import { createPorting } from "#carriers/twilio/porting";
import { createSandboxCalls } from "#carriers/twilio/sandbox-calls";
import { createSip } from "#carriers/twilio/sip";
import { createTwilio } from "#carriers/twilio/twilio";
import { createWebhookSigning } from "#carriers/twilio/webhook-signing";
import { describeError } from "#kernel/db/db";
import type { Carrier, CarrierCredentials } from "#kernel/ports/carrier";
import type { AccountAccess, CarrierAccount } from "#kernel/ports/carrier-account";
import type { CarrierSandbox } from "#kernel/ports/carrier-sandbox";
import type { Config } from "#kernel/values/config";
import { databasesOf } from "./databases";

/** The carrier accounts, with this isolate's cache, circuit breakers and call outcomes around them. */

const remembered = cacheTerms({ now: Date.now, sleep: (ms) => scheduler.wait(ms) });
const outcomes = new OutcomeTally();
const accounts = createCarrierGuard({
  now: Date.now,
  random: Math.random,
  onOutcome: (account, outcome, ms) => {
    outcomes.add(account, outcome, ms, Date.now());
    shareOutcomes();
  },
});

/** Stores the call outcomes of this isolate in the background. A failure loses some counts. */
function shareOutcomes(): void {
  const now = Date.now();
  const taken = outcomes.takeDue(now);
  if (!taken) return;
  waitUntil(
    storeOutcomes(databasesOf(isolateEnv).first.db, taken, now)
      .run()
      .catch((error: unknown) =>
        console.error({
          message: "the carrier call outcomes of this isolate could not be stored; the health report lacks them",
          error: describeError(error),
        }),
      ),
  );
}

const platformAccess = ({ twilio: { accountSid, authToken } }: Config): AccountAccess => ({
  id: accountSid,
  accountSid,
  username: accountSid,
  password: authToken,
  region: "us1",
});

const twilioParts = (config: Config, account: AccountAccess): TwilioDeps => ({
  fetch: (url, init) => fetch(url, init),
  sleep: (ms) => scheduler.wait(ms),
  random: Math.random,
  now: Date.now,
  timeoutMs: config.carrierTimeoutMs,
  baseUrl: config.twilio.baseUrl,
  account,
});

const makeCarrier = (config: Config, access: AccountAccess): Carrier =>
  accounts.guardCarrier(access.id, createTwilio(twilioParts(config, access)));

const carriers = new WeakMap<Config, Carrier>();

/** The platform's carrier account, created once per configuration because it holds no state of a request. */
export function carrierOf(config: Config): Carrier {
  const carrier = carriers.get(config) ?? remembered(makeCarrier(config, platformAccess(config)));
  carriers.set(config, carrier);
  return carrier;
}

/** The stand-in for Twilio at `TWILIO_BASE_URL`; `null`: the deployment works with Twilio itself. */
export const carrierSandboxOf = ({ twilio: { baseUrl } }: Config): CarrierSandbox | null =>
  baseUrl === undefined ? null : createSandboxCalls({ fetch: (url, init) => fetch(url, init), baseUrl });

/** A verification makes several requests one after the other, and takes at most 10 seconds. */
const PROBE_TIMEOUT_MS = 3_000;

/**
 * An account at Twilio; `null`: the platform's own. Accounts of tenants are not kept: they hold no state. Their prices
 * are not remembered, as the cache has those of the platform's account.
 */
export function carrierAccountOf(config: Config, access: AccountAccess | null): CarrierAccount {
  const account = access ?? platformAccess(config);
  const parts = twilioParts(config, account);
  const quick = { ...parts, timeoutMs: Math.min(parts.timeoutMs, PROBE_TIMEOUT_MS) };
  return {
    numbers: access ? makeCarrier(config, access) : carrierOf(config),
    sip: createSip(parts),
    configuration: accounts.guardConfiguration(account.id, createNumberConfiguration(parts)),
    probe: createAccountProbe(quick),
    porting: accounts.guardPorting(account.id, createPorting(parts)),
    signing: createWebhookSigning(quick),
  };
}

/** The state of this isolate's circuit breaker for a carrier account. */
export const { outageOf } = accounts;

/** The health check is public, so it asks Twilio no more often than this. */
const ASK_AGAIN_MS = 30_000;
const MAX_WAIT_MS = 3_000;
const askedAt = new Map<string, number>();

/** Whether Twilio accepts the account's credentials. Asks, with a cheap read, until it has said yes. */
export async function checkCredentials(config: Config): Promise<CarrierCredentials> {
  const { accountSid } = config.twilio;
  const sinceAsked = Math.abs(Date.now() - (askedAt.get(accountSid) ?? Number.NEGATIVE_INFINITY));
  if (accounts.credentialsOf(accountSid) !== "accepted" && sinceAsked >= ASK_AGAIN_MS) {
    askedAt.set(accountSid, Date.now());
    await Promise.race([carrierOf(config).countries(), scheduler.wait(MAX_WAIT_MS)]);
  }
  return accounts.credentialsOf(accountSid);
}
