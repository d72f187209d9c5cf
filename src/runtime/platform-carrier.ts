import { env as isolateEnv, waitUntil } from "cloudflare:workers";
import { cacheTerms } from "#carriers/cache-terms";
import { createCarrierGuard } from "#carriers/guard-carrier";
import { OutcomeTally } from "#carriers/outcomes";
import { storeOutcomes } from "#carriers/store-outcomes";
import { createTwilio } from "#carriers/twilio/twilio";
import { describeError } from "#kernel/db/db";
import type { Carrier } from "#kernel/ports/carrier";
import type { Config } from "#kernel/values/config";
import { databaseOf } from "./environment";

/** The platform's carrier account, with this isolate's cache, circuit breaker and call outcomes around it. */

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
    storeOutcomes(databaseOf(isolateEnv), taken, now)
      .run()
      .catch((error: unknown) =>
        console.error({
          message: "the carrier call outcomes of this isolate could not be stored; the health report lacks them",
          error: describeError(error),
        }),
      ),
  );
}

const makeCarrier = (config: Config): Carrier =>
  remembered(
    accounts.guardCarrier(
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

/** The platform's carrier account, created once per configuration because it holds no state of a request. */
export function carrierOf(config: Config): Carrier {
  const carrier = carriers.get(config) ?? makeCarrier(config);
  carriers.set(config, carrier);
  return carrier;
}

/** The state of this isolate's circuit breaker for a carrier account. */
export const { outageOf } = accounts;
