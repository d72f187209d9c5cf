import type { Carrier, CarrierResult, CountryPrices } from "#kernel/ports/carrier";
import { ExpiringCache } from "#kernel/values/expiring-cache";
import type { Regulation } from "#kernel/values/regulation";

/** Prices and regulations change a few times a year. */
const TTL_MS = 60 * 60_000;
/** A failure is cached too, so that a carrier outage does not slow down each request. */
const FAILURE_TTL_MS = 30_000;
/** A request waits at most this long for a price: a quote without a price is better than a late one. */
const MAX_WAIT_MS = 1_500;
/** More than the combinations of country and number type, so that no entry is evicted. */
const MAX_ENTRIES = 2_000;

interface Effects {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** Caches prices and regulations of carriers, in one cache for all carriers of the isolate. */
export function cacheTerms(effects: Effects): (carrier: Carrier) => Carrier {
  const prices = cached<CountryPrices>(effects, "The prices");
  const regulations = cached<readonly Regulation[]>(effects, "The regulations");
  return (carrier) => ({
    ...carrier,
    prices: (country) => prices(country, () => carrier.prices(country)),
    regulations: (country, type) => regulations(`${country} ${type}`, () => carrier.regulations(country, type)),
  });
}

type Ask<T> = () => Promise<CarrierResult<T>>;

function cached<T>({ now, sleep }: Effects, subject: string): (key: string, ask: Ask<T>) => Promise<CarrierResult<T>> {
  const cache = new ExpiringCache<CarrierResult<T>>({ maxEntries: MAX_ENTRIES, ttlMs: TTL_MS });
  const tooSlow: CarrierResult<T> = { kind: "unknown", message: `${subject} did not arrive within ${MAX_WAIT_MS} ms.` };
  return async (key, ask) => {
    const hit = cache.get(key, now());
    if (hit) return hit;
    const result = await Promise.race([ask(), sleep(MAX_WAIT_MS).then(() => tooSlow)]);
    cache.set(key, result, now(), result.kind === "ok" ? TTL_MS : FAILURE_TTL_MS);
    return result;
  };
}
