import { describe, expect, test } from "vitest";
import { cacheTerms } from "#carriers/cache-terms";
import { unwrap } from "#carriers/problem";
import { Problem } from "#kernel/http/problem";
import type { CarrierResult, CountryPrices } from "#kernel/ports/carrier";
import { lineThatSays } from "./line";

describe("unwrap", () => {
  const problemOf = (result: CarrierResult<unknown>) => {
    try {
      unwrap(result);
    } catch (error) {
      if (error instanceof Problem) return { code: error.code, detail: error.message, ...error.extras };
      throw error;
    }
    return null;
  };

  test("hands out the value, even one that is null", () => {
    expect(unwrap({ kind: "ok", value: 5 })).toBe(5);
    expect(unwrap({ kind: "ok", value: null })).toBeNull();
  });

  test.each([
    ["number_unavailable", "number_unavailable"],
    ["number_rejected", "number_rejected"],
    ["number_type_unavailable", "number_type_unavailable"],
    ["address_required", "address_required"],
    ["local_address_required", "local_address_required"],
    ["address_rejected", "address_rejected"],
    ["bundle_required", "bundle_required"],
    ["bundle_rejected", "bundle_rejected"],
    ["identity_document_required", "identity_document_required"],
    ["carrier_credentials_invalid", "carrier_credentials_invalid"],
    ["carrier_refused", "carrier_refused"],
    ["not_found", "carrier_refused"],
  ] as const)("a refusal %s is the problem %s, with the carrier's code and words", (code, problem) => {
    expect(problemOf({ kind: "refused", code, carrierCode: 21422, message: "No." })).toEqual({
      code: problem,
      detail: "No.",
      carrierCode: 21422,
    });
  });

  test.each([
    [null, 1],
    [0, 1],
    [7, 7],
  ])("a busy carrier that asks for %s s is to be asked again in %i s", (retryAfterSeconds, retryAfter) => {
    expect(problemOf({ kind: "unavailable", carrierCode: 20429, retryAfterSeconds })).toEqual({
      code: "carrier_busy",
      detail: expect.any(String),
      carrierCode: 20429,
      retryAfter,
    });
  });

  test("an answer that says nothing is a carrier that does not answer", () => {
    expect(problemOf({ kind: "unknown", message: "Twilio answered 500." })).toEqual({
      code: "carrier_unavailable",
      detail: "Twilio gave no usable answer, so retry shortly. Twilio answered 500.",
      retryAfter: 5,
    });
  });
});

describe("the memory of terms", () => {
  const price = (amount: string): CarrierResult<CountryPrices> => ({
    kind: "ok",
    value: { local: { amount, currency: "USD" } },
  });

  /** Two carriers that share a memory, and what they were really asked. */
  function remembering(answers: CarrierResult<CountryPrices>[]) {
    const clock = { now: 1_000 };
    const asked: string[] = [];
    const { carrier } = lineThatSays([]);
    const prices = async (country: string) => {
      asked.push(country);
      return answers.shift() ?? expect.unreachable();
    };
    const never = new Promise<never>(() => {});
    const remember = cacheTerms({ now: () => clock.now, sleep: () => never });
    return { one: remember({ ...carrier, prices }), other: remember({ ...carrier, prices }), asked, clock };
  }

  test("asks once per country and hour, whichever carrier is asked", async () => {
    const { one, other, asked, clock } = remembering([price("1.15"), price("3.00"), price("1.25")]);
    expect(await one.prices("US")).toEqual(price("1.15"));
    expect(await other.prices("US")).toEqual(price("1.15"));
    expect(await one.prices("GB")).toEqual(price("3.00"));
    clock.now += 3_599_999;
    expect(await one.prices("US")).toEqual(price("1.15"));
    expect(asked).toEqual(["US", "GB"]);
    clock.now += 1;
    expect(await one.prices("US")).toEqual(price("1.25"));
    expect(asked).toEqual(["US", "GB", "US"]);
  });

  test("keeps a bad answer for half a minute only", async () => {
    const refused = { kind: "refused", code: "not_found", carrierCode: 20404, message: "No." } as const;
    const busy = { kind: "unavailable", carrierCode: null, retryAfterSeconds: null } as const;
    const { one, asked, clock } = remembering([refused, busy, price("1.15")]);
    expect(await one.prices("US")).toEqual(refused);
    clock.now += 29_999;
    expect(await one.prices("US")).toEqual(refused);
    clock.now += 1;
    expect(await one.prices("US")).toEqual(busy);
    clock.now += 30_000;
    expect(await one.prices("US")).toEqual(price("1.15"));
    expect(asked).toHaveLength(3);
  });

  test("keeps regulations by country and type, apart from prices", async () => {
    const asked: string[] = [];
    const regulations = async (country: string, type: string) => {
      asked.push(`${country} ${type}`);
      return { kind: "ok", value: [] } as const;
    };
    const { carrier } = lineThatSays([]);
    const never = new Promise<never>(() => {});
    const remembering = cacheTerms({ now: () => 0, sleep: () => never })({ ...carrier, regulations });
    await remembering.regulations("DE", "local");
    await remembering.regulations("DE", "mobile");
    expect(await remembering.regulations("DE", "local")).toEqual({ kind: "ok", value: [] });
    expect(asked).toEqual(["DE local", "DE mobile"]);
  });

  test("does without a price that does not come in time", async () => {
    const { carrier } = lineThatSays([]);
    const waits: number[] = [];
    const sleep = async (ms: number) => void waits.push(ms);
    const slow = { ...carrier, prices: () => new Promise<never>(() => {}) };
    const remembered = cacheTerms({ now: () => 0, sleep })(slow);
    expect(await remembered.prices("US")).toMatchObject({ kind: "unknown" });
    expect(waits).toEqual([1_500]);
  });

  test("leaves every other question to the carrier", () => {
    const { carrier } = lineThatSays([]);
    const { prices: _, regulations: __, ...rest } = carrier;
    expect(cacheTerms({ now: () => 0, sleep: async () => {} })(carrier)).toMatchObject(rest);
  });
});
