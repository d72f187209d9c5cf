import twilio, { type Twilio } from "twilio";
import RequestClient from "twilio/lib/base/RequestClient.js";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { accountSid, authToken, type RunningSandbox, startSandbox } from "../twilio-sandbox/start.ts";

/** The official client with its own retries switched on, pointed at the sandbox. */
class RetryingClient extends RequestClient {
  readonly origin: string;
  readonly asked: string[] = [];

  constructor(origin: string) {
    super({ autoRetry: true, maxRetryDelay: 1 });
    this.origin = origin;
  }

  override request<Body>(options: RequestClient.RequestOptions<Body>) {
    const { pathname, search } = new URL(options.uri);
    this.asked.push(options.uri);
    return super.request<Body>({ ...options, uri: this.origin + pathname + search });
  }
}

describe("the official SDK", () => {
  let sandbox: RunningSandbox;
  let httpClient: RetryingClient;
  let client: Twilio;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.stop());
  beforeEach(async () => {
    await sandbox.control("POST", "/reset");
    httpClient = new RetryingClient(sandbox.origin);
    client = twilio(accountSid, authToken, { httpClient });
  });

  test("sends again by itself what was answered 429, and buys once", async () => {
    await sandbox.control("POST", "/faults", { kind: "rate_limited", operation: "buy", times: 2 });
    const bought = await client.incomingPhoneNumbers.create({ phoneNumber: "+14155550100" });
    expect(bought.phoneNumber).toBe("+14155550100");
    const purchases = await sandbox.control("GET", "/purchases?phone_number=%2B14155550100");
    expect(await purchases.json()).toMatchObject({ new_purchases: 1, updates: 0 });
  });

  test("gives up on 429 after three repeats, with Twilio's code", async () => {
    await sandbox.control("POST", "/faults", { kind: "rate_limited", operation: "buy", times: -1 });
    const sale = client.incomingPhoneNumbers.create({ phoneNumber: "+14155550100" });
    await expect(sale).rejects.toMatchObject({ status: 429, code: 20429 });
    const { requests } = JSON.parse(await (await sandbox.control("GET", "/requests")).text());
    expect(requests.filter(({ operation }: { operation: string }) => operation === "buy")).toHaveLength(4);
  });

  test("opens a page by a link that was kept", async () => {
    await sandbox.control("POST", "/numbers", { count: 3 });
    const first = await client.incomingPhoneNumbers.page({ pageSize: 2 });
    const second = await client.incomingPhoneNumbers.getPage(first.nextPageUrl ?? "");
    expect([first.instances.length, second.instances.length]).toEqual([2, 1]);
    expect(httpClient.asked[1]).toBe(first.nextPageUrl);
  });

  test("goes through all numbers one by one, over the pages", async () => {
    await sandbox.control("POST", "/numbers", { count: 5 });
    const seen = await new Promise<string[]>((resolve, reject) => {
      const sids: string[] = [];
      client.incomingPhoneNumbers.each({
        pageSize: 2,
        callback: ({ sid }) => sids.push(sid),
        done: (error?: Error) => (error ? reject(error) : resolve(sids)),
      });
    });
    expect(new Set(seen).size).toBe(5);
    expect(httpClient.asked).toHaveLength(3);
  });

  test("writes flags as words in queries and forms", async () => {
    const [found] = await client
      .availablePhoneNumbers("US")
      .local.list({ limit: 1, mmsEnabled: true, beta: false, excludeAllAddressRequired: true });
    expect(found?.capabilities).toMatchObject({ mms: true });
    const bought = await client.incomingPhoneNumbers.create({
      phoneNumber: found?.phoneNumber ?? "",
      voiceCallerIdLookup: true,
    });
    expect(bought.voiceCallerIdLookup).toBe(true);
    const changed = await client.incomingPhoneNumbers(bought.sid).update({ voiceCallerIdLookup: false });
    expect(changed.voiceCallerIdLookup).toBe(false);
  });
});
