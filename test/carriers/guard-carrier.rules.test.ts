import { expect, test } from "vitest";
import { MAX_FAILURES } from "#carriers/breaker";
import { type CarrierGuard, createCarrierGuard } from "#carriers/guard-carrier";
import type { Carrier, CarrierResult } from "#kernel/ports/carrier";
import { reads, startedAt, writes } from "./line";

const calls = { ...reads, ...writes };
type Name = keyof typeof calls;
/** Answered by other services than the account's own. */
const apart: readonly Name[] = [
  "prices",
  "regulations",
  "bundle",
  "bundles",
  "senderGroups",
  "senderGroup",
  "tollFreeVerifications",
];
const guarded = (Object.keys(calls) as Name[]).filter((name) => !apart.includes(name));

const fails: CarrierResult<never> = { kind: "unknown", message: "Twilio answered 500." };
const busy: CarrierResult<never> = { kind: "unavailable", carrierCode: 20429, retryAfterSeconds: null };
const refuses: CarrierResult<never> = { kind: "refused", code: "carrier_refused", carrierCode: 1, message: "No." };
const answers: CarrierResult<never> = { kind: "ok", value: undefined as never };

/** A carrier that says to everything what it is told to, behind its guard, on a clock of the test's. */
function guardedCarrier(random = 0) {
  const world = {
    now: startedAt,
    says: answers as CarrierResult<never> | Error,
    asked: [] as Name[],
    heard: [] as unknown[][],
  };
  const guard: CarrierGuard = createCarrierGuard({
    now: () => world.now,
    random: () => random,
    onOutcome: (...outcome) => void world.heard.push(outcome),
  });
  const say = (name: Name) => async () => {
    world.asked.push(name);
    if (world.says instanceof Error) throw world.says;
    return world.says;
  };
  const carrier: Carrier = {
    search: say("search"),
    countries: say("countries"),
    prices: say("prices"),
    regulations: say("regulations"),
    address: say("address"),
    bundle: say("bundle"),
    bundles: say("bundles"),
    senderGroups: say("senderGroups"),
    senderGroup: say("senderGroup"),
    tollFreeVerifications: say("tollFreeVerifications"),
    buy: say("buy"),
    findOwned: say("findOwned"),
    fetchOwned: say("fetchOwned"),
    listOwned: say("listOwned"),
    configure: say("configure"),
    release: say("release"),
    send: say("send"),
  };
  const of = (account: string) => guard.guardCarrier(account, carrier);
  const fail = async (times: number, account = "AC1") => {
    world.says = fails;
    for (let i = 0; i < times; i += 1) await calls.findOwned(of(account));
    world.asked.length = 0;
  };
  return { world, guard, of, fail };
}

test.each(guarded)("failures of any kind of call open it, and while it is open nothing is sent: %s", async (name) => {
  const { world, of, fail } = guardedCarrier();
  await fail(MAX_FAILURES - 1);
  world.says = fails;
  expect(await calls[name](of("AC1"))).toEqual(fails);
  world.asked.length = 0;
  for (const each of guarded) {
    expect(await calls[each](of("AC1"))).toEqual({
      kind: "unavailable",
      carrierCode: null,
      retryAfterSeconds: 5,
      notAsked: true,
    });
  }
  expect(world.asked).toEqual([]);
});

test.each(guarded)(
  "any kind of call goes through as the probe, and an answer to it lets all through: %s",
  async (name) => {
    const { world, guard, of, fail } = guardedCarrier();
    await fail(MAX_FAILURES);
    world.now += 5_000;
    world.says = answers;
    expect(await calls[name](of("AC1"))).toEqual(answers);
    expect(await calls.buy(of("AC1"))).toEqual(answers);
    expect(world.asked).toEqual([name, "buy"]);
    expect(guard.outageOf("AC1")).toBeNull();
  },
);

test.each([
  ["a refusal", refuses],
  ["a 429", busy],
])("%s is an answer: it neither opens nor keeps open", async (_, said) => {
  const { world, guard, of, fail } = guardedCarrier();
  world.says = said;
  for (let i = 0; i < 3 * MAX_FAILURES; i += 1) expect(await calls.buy(of("AC1"))).toEqual(said);
  await fail(MAX_FAILURES - 1);
  world.says = said;
  await calls.buy(of("AC1"));
  await fail(MAX_FAILURES - 1);
  expect(guard.outageOf("AC1")).toBeNull();
  await fail(1);
  world.now += 5_000;
  world.says = said;
  await calls.buy(of("AC1"));
  expect(guard.outageOf("AC1")).toBeNull();
});

test("one probe at a time: meanwhile other requests get a short Retry-After", async () => {
  const { world, of, fail } = guardedCarrier(0.5);
  await fail(MAX_FAILURES);
  expect(await calls.buy(of("AC1"))).toMatchObject({ retryAfterSeconds: 8 });
  world.now += 5_000;
  world.says = answers;
  const both = await Promise.all([calls.findOwned(of("AC1")), calls.buy(of("AC1"))]);
  expect(both).toMatchObject([{ kind: "ok" }, { kind: "unavailable", retryAfterSeconds: 2, notAsked: true }]);
  expect(world.asked).toEqual(["findOwned"]);
});

test("a call that throws has failed, and goes on throwing", async () => {
  const { world, guard, of, fail } = guardedCarrier();
  await fail(MAX_FAILURES - 1);
  world.says = new Error("out of memory");
  await expect(calls.buy(of("AC1"))).rejects.toThrow("out of memory");
  expect(guard.outageOf("AC1")).toEqual({ since: startedAt, probeAt: startedAt + 5_000 });
});

test("each account has a breaker of its own, shared by all carriers made for it", async () => {
  const { world, guard, of, fail } = guardedCarrier();
  await fail(MAX_FAILURES, "AC1");
  world.says = answers;
  expect(await calls.buy(of("AC2"))).toEqual(answers);
  expect(await calls.buy(of("AC1"))).toMatchObject({ kind: "unavailable" });
  expect(guard.outageOf("AC2")).toBeNull();
  world.now += 5_000;
  await fail(1, "AC1");
  expect(guard.outageOf("AC1")).toEqual({ since: startedAt, probeAt: startedAt + 15_000 });
});

test.each(apart)(
  "%s come from a service apart: its failures open nothing, an open circuit does not keep from it",
  async (name) => {
    const { world, guard, of, fail } = guardedCarrier();
    world.says = fails;
    for (let i = 0; i < 2 * MAX_FAILURES; i += 1) await calls[name](of("AC1"));
    expect(guard.outageOf("AC1")).toBeNull();
    await fail(MAX_FAILURES);
    world.says = answers;
    expect(await calls[name](of("AC1"))).toEqual(answers);
    expect(guard.outageOf("AC1")).not.toBeNull();
  },
);

test("each guarded request reports its outcome and duration: answers and refusals, failures, and requests not sent", async () => {
  const { world, of, fail } = guardedCarrier();
  world.says = refuses;
  await calls.findOwned(of("AC2"));
  world.says = new Error("broken");
  await calls.findOwned(of("AC2")).catch(() => undefined);
  await calls.prices(of("AC2")).catch(() => undefined);
  await fail(MAX_FAILURES);
  await calls.search(of("AC1"));
  const outcomesOf = (account: string) => world.heard.filter(([of]) => of === account).map(([, outcome]) => outcome);
  expect(outcomesOf("AC2")).toEqual(["answered", "failed"]);
  expect(outcomesOf("AC1")).toEqual([...Array(MAX_FAILURES).fill("failed"), "not_sent"]);
});

test("porting has a breaker of its own, and an answer to it about credentials says nothing about the account", async () => {
  const { world, guard, of, fail } = guardedCarrier();
  const down = async () => world.says as never;
  const porting = guard.guardPorting("AC1", {
    portability: down,
    createPort: down,
    fetchPort: down,
    listPorts: down,
    cancelPort: down,
    cancelPortNumber: down,
    uploadDocument: down,
    getWebhook: down,
    setWebhook: down,
    getSigningBrand: down,
    setSigningBrand: down,
  });
  world.says = { kind: "refused", code: "carrier_credentials_invalid", carrierCode: 20003, message: "No." };
  await porting.fetchPort("KW1");
  expect(guard.credentialsOf("AC1")).toBe("unknown");
  world.says = fails;
  for (let i = 0; i < MAX_FAILURES; i += 1) await porting.portability("+14155550100");
  expect(await porting.cancelPort("KW1")).toMatchObject({ kind: "unavailable", notAsked: true });
  expect(guard.outageOf("AC1")).toBeNull();
  expect(world.heard.map(([account]) => account)).toEqual(Array.from({ length: MAX_FAILURES + 2 }, () => "AC1"));
  world.says = answers;
  expect(await calls.buy(of("AC1"))).toEqual(answers);
  await fail(MAX_FAILURES);
  world.now += 5_000;
  world.says = answers;
  expect(await porting.cancelPort("KW1")).toEqual(answers);
  expect(await porting.getWebhook()).toEqual(answers);
});
