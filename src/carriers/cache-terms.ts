import type { Carrier, CarrierResult, CountryPrices } from "#kernel/ports/carrier";
import type { Regulation } from "#kernel/values/regulation";

/** Prices and regulations change a few times a year; this is how long an isolate may go on telling an old one. */
const REMEMBER_MS = 60 * 60_000;
/** How long it does without, once they could not be had. */
const REMEMBER_FAILURE_MS = 30_000;
/** Nobody is kept waiting longer for a price than this: a quote without one is better than a late one. */
const PATIENCE_MS = 1_500;

interface Effects {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** Lets carriers share a memory of their terms, so that telling what a number costs and needs is not a call each time. */
export function rememberTerms(effects: Effects): (carrier: Carrier) => Carrier {
  const prices = memory<CountryPrices>(effects, "The prices");
  const regulations = memory<readonly Regulation[]>(effects, "The regulations");
  return (carrier) => ({
    ...carrier,
    prices: (country) => prices(country, () => carrier.prices(country)),
    regulations: (country, type) => regulations(`${country} ${type}`, () => carrier.regulations(country, type)),
  });
}

type Ask<T> = () => Promise<CarrierResult<T>>;

function memory<T>({ now, sleep }: Effects, what: string): (key: string, ask: Ask<T>) => Promise<CarrierResult<T>> {
  const known = new Map<string, { readonly until: number; readonly answer: CarrierResult<T> }>();
  const tooSlow: CarrierResult<T> = { kind: "unknown", message: `${what} took too long to come.` };
  return async (key, ask) => {
    const remembered = known.get(key);
    if (remembered && remembered.until > now()) return remembered.answer;
    const answer = await Promise.race([ask(), sleep(PATIENCE_MS).then(() => tooSlow)]);
    known.set(key, { until: now() + (answer.kind === "ok" ? REMEMBER_MS : REMEMBER_FAILURE_MS), answer });
    return answer;
  };
}
