import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eventually } from "../support/eventually";
import { accountSid, authToken, type RunningSandbox, startSandbox } from "./start.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control("POST", "/reset"));

const phoneNumber = "+14155550150";
const buy = () => sandbox.client.incomingPhoneNumbers.create({ phoneNumber });

async function inject(fault: Record<string, unknown>) {
  const answer = await sandbox.control("POST", "/faults", fault);
  expect(await answer.json()).toEqual({ id: expect.stringMatching(/^fault_\d+$/) });
}

async function timesBought(number = phoneNumber): Promise<number> {
  const answer = await sandbox.control("GET", `/purchases?phone_number=${encodeURIComponent(number)}`);
  return (await answer.json()).new_purchases;
}

async function lastRequest() {
  const { requests } = await (await sandbox.control("GET", "/requests?limit=1")).json();
  return requests[0];
}

describe("faults that let the request take effect", () => {
  test.each([0, 20])("answer_lost after %i ms: bought, and the connection breaks without a word", async (delay_ms) => {
    await inject({ kind: "answer_lost", operation: "buy", delay_ms });
    await expect(buy()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(await timesBought()).toBe(1);
    expect(await lastRequest()).toMatchObject({
      operation: "buy",
      outcome: "broken",
      status: null,
      fault: "answer_lost",
    });
    expect(await buy()).toMatchObject({ phoneNumber });
    expect(await timesBought()).toBe(1);
  });

  test("answer_lost reaches a Worker as a request that failed, not as an answer", async () => {
    const url = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}.json`;
    expect(await sandbox.fromWorker(url)).toMatchObject({ status: 200 });
    await inject({ kind: "answer_lost", operation: "account" });
    expect(await sandbox.fromWorker(url)).toEqual({ failed: expect.stringContaining("on purpose") });
  });

  test("server_error_after: bought, and then 500", async () => {
    await inject({ kind: "server_error_after", operation: "buy" });
    await expect(buy()).rejects.toMatchObject({ status: 500, code: 20500 });
    expect(await timesBought()).toBe(1);
  });

  test("empty_body: bought, and the answer says nothing more", async () => {
    await inject({ kind: "empty_body", operation: "buy" });
    const answer = await raw();
    expect([answer.status, await answer.text()]).toEqual([201, ""]);
    expect(await timesBought()).toBe(1);
  });

  test("slow: bought after the wait, also when the client has hung up", async () => {
    await inject({ kind: "slow", operation: "buy", delay_ms: 3_000 });
    const client = new AbortController();
    const buying = expect(raw(client.signal)).rejects.toThrow();
    await eventually(async () => expect((await state()).counts.in_flight).toBe(1));
    client.abort();
    await buying;
    expect(await timesBought()).toBe(0);
    await eventually(async () => expect(await timesBought()).toBe(1));
    await eventually(async () => expect((await state()).counts.in_flight).toBe(0));
  });

  test("slow: carried out also when the client is a Worker that gave up", async () => {
    await inject({ kind: "slow", operation: "account", delay_ms: 5_000 });
    const url = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}.json`;
    expect(await sandbox.fromWorker(url, 1_000)).toEqual({ failed: expect.stringMatching(/abort|timeout/i) });
    expect(await lastRequest()).toMatchObject({ operation: "account", outcome: "pending" });
    await eventually(async () => expect(await lastRequest()).toMatchObject({ outcome: "answered" }));
    expect((await state()).counts.in_flight).toBe(0);
  });
});

describe("faults that keep the request from taking effect", () => {
  test("timeout_before: silence, then a broken connection", async () => {
    await inject({ kind: "timeout_before", operation: "buy", delay_ms: 30 });
    await expect(buy()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(await timesBought()).toBe(0);
    expect(await lastRequest()).toMatchObject({ outcome: "broken", fault: "timeout_before" });
  });

  test("rate_limited: 429, with Retry-After when asked for", async () => {
    await inject({ kind: "rate_limited", operation: "buy", retry_after: 7 });
    const answer = await raw();
    expect(answer.headers.get("retry-after")).toBe("7");
    expect(await answer.json()).toMatchObject({ status: 429, code: 20429 });
    await inject({ kind: "rate_limited" });
    expect((await raw()).headers.has("retry-after")).toBe(false);
    expect(await timesBought()).toBe(0);
  });

  test("server_error: 500 by default", async () => {
    await inject({ kind: "server_error", operation: "buy" });
    await expect(buy()).rejects.toMatchObject({ status: 500, code: 20500 });
    await inject({ kind: "server_error", operation: "buy", status: 503, code: 20503 });
    await expect(buy()).rejects.toMatchObject({ status: 503, code: 20503 });
    expect(await timesBought()).toBe(0);
  });

  test("not_available: 21422, and the number stays gone", async () => {
    await inject({ kind: "not_available", phone_number: phoneNumber });
    expect(await sandbox.client.incomingPhoneNumbers.list({ phoneNumber })).toEqual([]);
    await expect(buy()).rejects.toMatchObject({ status: 400, code: 21422, message: `${phoneNumber} is not available` });
    await expect(buy()).rejects.toMatchObject({ status: 400, code: 21422 });
    const search = sandbox.client.availablePhoneNumbers("US").local;
    expect(await search.list({ contains: `${phoneNumber}$` })).toEqual([]);
  });

  test("refuse: answers with the given code and message", async () => {
    await inject({ kind: "refuse", operation: "buy", status: 403, code: 22300, message: "No more long codes" });
    await expect(buy()).rejects.toMatchObject({ status: 403, code: 22300, message: "No more long codes" });
    expect(await timesBought()).toBe(0);
  });

  test("html_error: a page where JSON should be", async () => {
    await inject({ kind: "html_error", operation: "buy" });
    const answer = await raw();
    expect(answer.status).toBe(503);
    expect(answer.headers.get("content-type")).toBe("text/html");
    expect(await answer.text()).toMatch(/^<html>/);
    expect(await timesBought()).toBe(0);
  });
});

describe("when a fault strikes", () => {
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => "ok",
      (error: { status: number }) => error.status,
    );
  const fetchAll = (times: number) =>
    Array.from({ length: times }).reduce<Promise<unknown[]>>(
      async (before) => [...(await before), await outcome(sandbox.client.incomingPhoneNumbers.list())],
      Promise.resolve([]),
    );

  test("it applies as often as given, once by default", async () => {
    await inject({ kind: "server_error" });
    expect(await fetchAll(3)).toEqual([500, "ok", "ok"]);
    await inject({ kind: "server_error", times: 2 });
    expect(await fetchAll(3)).toEqual([500, 500, "ok"]);
    await inject({ kind: "server_error", times: -1 });
    expect(await fetchAll(3)).toEqual([500, 500, 500]);
  });

  test("one request is struck by one fault, the oldest first", async () => {
    await inject({ kind: "server_error", status: 500 });
    await inject({ kind: "server_error", status: 503 });
    expect(await fetchAll(3)).toEqual([500, 503, "ok"]);
  });

  test("chance is the same each time it is asked with the same seed", async () => {
    const once = async (seed: number) => {
      await sandbox.control("DELETE", "/faults");
      await inject({ kind: "server_error", times: -1, probability: 0.5, seed });
      return fetchAll(20);
    };
    const first = await once(7);
    expect(await once(7)).toEqual(first);
    expect(new Set(first)).toEqual(new Set([500, "ok"]));
    expect(await once(8)).not.toEqual(first);
  });

  test("it strikes its own operation only", async () => {
    const { sid } = await buy();
    const one = sandbox.client.incomingPhoneNumbers(sid);
    const requests = {
      search: () => sandbox.client.availablePhoneNumbers("US").local.list({ limit: 1 }),
      countries: () => sandbox.client.availablePhoneNumbers.list(),
      buy,
      list: () => sandbox.client.incomingPhoneNumbers.list(),
      fetch: () => one.fetch(),
      update: () => one.update({ friendlyName: "x" }),
      pricing: () => sandbox.client.pricing.v1.phoneNumbers.countries("US").fetch(),
      account: () => sandbox.client.api.v2010.accounts(accountSid).fetch(),
      release: () => one.remove(),
    };
    for (const [operation, request] of Object.entries(requests)) {
      await inject({ kind: "server_error", operation });
      for (const [other, send] of Object.entries(requests)) {
        if (other !== operation && other !== "release")
          expect(await outcome(send()), `${other} under ${operation}`).toBe("ok");
      }
      expect(await outcome(request()), operation).toBe(500);
    }
    expect((await sandbox.control("GET", "/state").then((answer) => answer.json())).counts.requests).toMatchObject({
      release: 1,
    });
  });

  test("it strikes its own number only, however the request names it", async () => {
    const { sid } = await buy();
    const other = await sandbox.client.incomingPhoneNumbers.create({ phoneNumber: "+14155550151" });
    await inject({ kind: "server_error", phone_number: phoneNumber, times: -1 });
    const { incomingPhoneNumbers } = sandbox.client;
    expect(await outcome(incomingPhoneNumbers(other.sid).fetch())).toBe("ok");
    expect(await outcome(incomingPhoneNumbers.list())).toBe("ok");
    expect(await outcome(incomingPhoneNumbers(sid).fetch())).toBe(500);
    expect(await outcome(incomingPhoneNumbers.list({ phoneNumber }))).toBe(500);
    expect(await outcome(buy())).toBe(500);
  });
});

describe("the list of faults", () => {
  test("shows them with what is left, and takes them away", async () => {
    await inject({ kind: "server_error", times: 2 });
    await inject({ kind: "slow", operation: "buy", delay_ms: 5 });
    await expect(sandbox.client.incomingPhoneNumbers.list()).rejects.toMatchObject({ status: 500 });
    const { faults } = await (await sandbox.control("GET", "/faults")).json();
    expect(faults).toMatchObject([
      { kind: "server_error", operation: "any", times: 2, remaining: 1, used: 1 },
      { kind: "slow", operation: "buy", delay_ms: 5, remaining: 1, used: 0 },
    ]);
    expect((await sandbox.control("DELETE", `/faults/${faults[0].id}`)).status).toBe(204);
    expect((await sandbox.control("DELETE", `/faults/${faults[0].id}`)).status).toBe(404);
    expect(await sandbox.client.incomingPhoneNumbers.list()).toEqual([]);
    expect((await sandbox.control("DELETE", "/faults")).status).toBe(204);
    expect(await (await sandbox.control("GET", "/faults")).json()).toEqual({ faults: [] });
  });

  test.each([
    [{ kind: "nonsense" }],
    [{ kind: "slow", operation: "nonsense" }],
    [{ kind: "slow", typo: 1 }],
    [{ kind: "slow", probability: 2 }],
    [{ kind: "slow", times: -2 }],
    [{ kind: "not_available", operation: "list" }],
    [{}],
  ])("%j is refused, clearly", async (fault) => {
    const answer = await sandbox.control("POST", "/faults", fault);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: { status: 400, message: expect.stringMatching(/\w+/) } });
  });
});

async function state() {
  return (await sandbox.control("GET", "/state")).json();
}

function raw(signal?: AbortSignal): Promise<Response> {
  return sandbox.rest(`/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json`, {
    method: "POST",
    body: new URLSearchParams({ PhoneNumber: phoneNumber }),
    headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
    ...(signal && { signal }),
  });
}
