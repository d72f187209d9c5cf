import { env as isolateEnv, waitUntil } from "cloudflare:workers";
import { rememberTerms } from "#carriers/cache-terms";
import { guardAccounts } from "#carriers/guard-carrier";
import { OutcomeTally } from "#carriers/outcomes";
import { storeOutcomes } from "#carriers/store-outcomes";
import { createTwilio } from "#carriers/twilio/twilio";
import { describeError } from "#kernel/db/db";
import type { Carrier } from "#kernel/ports/carrier";
import type { Config } from "#kernel/values/config";
import { databaseOf } from "./environment";

/** The platform's carrier account, as one isolate knows it. */

const remembered = rememberTerms({ now: Date.now, sleep: (ms) => scheduler.wait(ms) });
const outcomes = new OutcomeTally();
const accounts = guardAccounts({
  now: Date.now,
  random: Math.random,
  heard: (account, outcome, ms) => {
    outcomes.hear(account, outcome, ms, Date.now());
    shareOutcomes();
  },
});

/** Writes down what this isolate has heard of the carrier, beside whatever is going on; a failure loses some counts. */
function shareOutcomes(): void {
  const now = Date.now();
  const heard = outcomes.take(now);
  if (!heard) return;
  waitUntil(
    storeOutcomes(databaseOf(isolateEnv), heard, now)
      .run()
      .catch((error: unknown) => console.error({ message: "outcomes were not shared", error: describeError(error) })),
  );
}

const makeCarrier = (config: Config): Carrier =>
  remembered(
    accounts.guard(
      config.twilio.accountSid,
      createTwilio({
        fetch: (url, init) => fetch(url, init),
        sleep: (ms) => scheduler.wait(ms),
        random: Math.random,
        now: Date.now,
        timeoutMs: config.carrierTimeoutMs,
        ...config.twilio,
      }),
    ),
  );

const carriers = new WeakMap<Config, Carrier>();

/** The platform's carrier account, put together once per configuration: it holds nothing of a request. */
export function carrierOf(config: Config): Carrier {
  const carrier = carriers.get(config) ?? makeCarrier(config);
  carriers.set(config, carrier);
  return carrier;
}

/** What this isolate knows of a carrier account without asking. */
export const { outageOf } = accounts;
