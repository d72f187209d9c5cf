import { expect, test } from "vitest";
import type { SigningKeys } from "#carriers/twilio/signature";
import { AccountKeys, type KeyLookup } from "#traffic/inbound/account-keys";

const keysOf = (token: string): SigningKeys => ({ tokens: [token], sharedKeys: [] });

/** An isolate's keys of one account, and how often they were read. */
function isolate() {
  const keys = new AccountKeys();
  const stored: { token: string | null; reads: number } = { token: "first", reads: 0 };
  const request = (token: string, seconds: number): KeyLookup => ({
    now: seconds * 1_000,
    tenantId: "ten_1",
    accountSid: "AC1",
    read: async () => {
      stored.reads += 1;
      return stored.token === null ? null : keysOf(stored.token);
    },
    verify: async ({ tokens }) => tokens.includes(token),
  });
  const check = async (token: string, seconds: number) => {
    const lookup = request(token, seconds);
    return (await keys.verifyByFreshKeys(lookup)) ?? (await keys.verifyAfterRead(lookup));
  };
  return { stored, check };
}

test("keys are read once in ten seconds, and a wrong signature makes them be read again at most every two", async () => {
  const { stored, check } = isolate();
  expect(await check("first", 0)).toBe("valid");
  expect(await check("first", 9.9)).toBe("valid");
  expect(stored.reads).toBe(1);
  expect(await check("first", 10)).toBe("valid");
  expect(stored.reads).toBe(2);
  expect(await check("forged", 11)).toBe("wrong");
  expect(stored.reads).toBe(2);
  expect(await check("forged", 12)).toBe("wrong");
  expect(await check("forged", 13.9)).toBe("wrong");
  expect(stored.reads).toBe(3);
});

test("a rotated token is accepted after two seconds, and a removed one refused after ten", async () => {
  const { stored, check } = isolate();
  await check("first", 0);
  stored.token = "second";
  expect(await check("second", 2)).toBe("valid");
  expect(await check("first", 4)).toBe("wrong");
});

test("while the database does not answer, keys count for an hour; without any the result is unknown", async () => {
  const { stored, check } = isolate();
  stored.token = null;
  expect(await check("first", 0)).toBe("unknown");
  stored.token = "first";
  await check("first", 1);
  stored.token = null;
  expect(await check("first", 3_600)).toBe("valid");
  expect(await check("forged", 3_600)).toBe("wrong");
  expect(await check("first", 3_601)).toBe("unknown");
});

test("an account without keys is not remembered, and pushes none out", async () => {
  const keys = new AccountKeys();
  const request = (accountSid: string, read: KeyLookup["read"]): KeyLookup => ({
    now: 0,
    tenantId: "ten_1",
    accountSid,
    read,
    verify: async ({ tokens }) => tokens.includes("first"),
  });
  const real = request("AC1", async () => keysOf("first"));
  expect(await keys.verifyAfterRead(real)).toBe("valid");
  for (let at = 0; at < 10_000; at += 1) {
    const unknown = request(`AC_${at}`, async () => ({ tokens: [], sharedKeys: [] }));
    expect(await keys.verifyAfterRead(unknown)).toBe("wrong");
  }
  expect(keys.isKnown(real)).toBe(true);
  const removed = request("AC1", async () => ({ tokens: [], sharedKeys: [] }));
  expect(await keys.verifyAfterRead(removed)).toBe("wrong");
  expect(keys.isKnown(real)).toBe(false);
});
