import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Carrier } from "#kernel/ports/carrier";
import {
  accountSid,
  authToken,
  busy,
  carrierId,
  e164,
  good,
  json,
  lineThatSays,
  reads,
  refusal,
  startedAt,
  writes,
} from "../line";

type Ask = (carrier: Carrier) => Promise<unknown>;
const everything = { ...reads, ...writes };
const questions: [keyof Carrier, Ask][] = (
  [
    "search",
    "countries",
    "prices",
    "bundles",
    "senderGroups",
    "senderGroup",
    "tollFreeVerifications",
    "findOwned",
    "fetchOwned",
    "listOwned",
    "buy",
    "configure",
    "release",
    "send",
  ] as const
).map((name) => [name, everything[name]]);
const products: Partial<Record<keyof Carrier, string>> = {
  prices: "pricing",
  bundles: "numbers",
  senderGroups: "messaging",
  senderGroup: "messaging",
  tollFreeVerifications: "messaging",
};
const isRead = (name: string) => name in reads;
const readQuestions = questions.filter(([name]) => isRead(name));
const writeQuestions = questions.filter(([name]) => !isRead(name));

const html = (status: number) =>
  new Response("<html><body>Bad gateway</body></html>", { status, headers: { "content-type": "text/html" } });
const lost = () => new TypeError("Network connection lost.");
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
/** An answer whose head comes and whose body breaks off. */
const tornBody = (status: number) =>
  new Response(new ReadableStream({ pull: (controller) => controller.error(lost()) }), { status });

describe("the request", () => {
  test.each(questions)("%s carries the account's credentials and follows no redirect", async (name, ask) => {
    const redirects: (string | undefined)[] = [];
    const line = lineThatSays([]);
    const { carrier, sent } = lineThatSays([], {
      fetch: async (url, init) => {
        redirects.push(init.redirect);
        line.sent.push(new Request(url, init));
        return good[name]();
      },
    });
    expect(await ask(carrier)).toMatchObject({ kind: "ok" });
    expect(sent).toEqual([]);
    expect(redirects).toEqual(["manual"]);
    const [request] = line.sent;
    expect(request?.headers.get("authorization")).toBe(`Basic ${btoa(`${accountSid}:${authToken}`)}`);
    expect(request?.headers.get("accept")).toBe("application/json");
    expect(new URL(request?.url ?? "").host).toBe(`${products[name] ?? "api"}.twilio.com`);
  });

  test.each(questions)("%s goes to another base URL if set, with the same path and query", async (name, ask) => {
    const usual = lineThatSays([good[name]()]);
    const moved = lineThatSays([good[name]()], { baseUrl: "http://127.0.0.1:4010" });
    await ask(usual.carrier);
    await ask(moved.carrier);
    const [from, to] = [new URL(usual.sent[0]?.url ?? ""), new URL(moved.sent[0]?.url ?? "")];
    expect(to.origin).toBe("http://127.0.0.1:4010");
    expect(to.pathname + to.search).toBe(from.pathname + from.search);
  });

  test("a purchase is a form, with the plus of the number kept", async () => {
    const { carrier, sent } = lineThatSays([good.buy()]);
    await writes.buy(carrier);
    expect(sent[0]?.headers.get("content-type")).toMatch(/^application\/x-www-form-urlencoded/);
    const body = new TextDecoder().decode(await sent[0]?.arrayBuffer());
    expect(body).toContain("PhoneNumber=%2B14155550100&");
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      PhoneNumber: e164,
      FriendlyName: "pm:oi_1",
      VoiceUrl: "https://pm.example.com/twilio/tn_1/numbers/pn_1/voice",
      VoiceMethod: "POST",
      StatusCallback: "https://pm.example.com/twilio/tn_1/numbers/pn_1/voice-status",
      StatusCallbackMethod: "POST",
      SmsUrl: "https://pm.example.com/twilio/tn_1/numbers/pn_1/sms",
      SmsMethod: "POST",
    });
  });

  test("a read has no body, a release neither", async () => {
    const line = lineThatSays([good.findOwned(), good.release()]);
    await reads.findOwned(line.carrier);
    await writes.release(line.carrier);
    expect(line.sent.map(({ method, body, url }) => [method, body, new URL(url).search])).toEqual([
      ["GET", null, "?PhoneNumber=%2B14155550100&PageSize=1000"],
      ["DELETE", null, ""],
    ]);
  });

  test("is given up when its time is over", async () => {
    const { carrier } = lineThatSays([], {
      timeoutMs: 5,
      fetch: (_, { signal }) =>
        new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
    });
    expect(await writes.buy(carrier)).toEqual({ kind: "unknown", message: "Twilio did not answer in time." });
  });
});

describe("when Twilio is too busy (429)", () => {
  test.each(questions)("%s is sent again and succeeds", async (name, ask) => {
    const { carrier, sent, waits } = lineThatSays([busy(), busy(), good[name]()]);
    expect(await ask(carrier)).toMatchObject({ kind: "ok" });
    expect(sent).toHaveLength(3);
    expect(waits).toEqual([100, 200]);
  });

  test.each(questions)("%s is handed on as busy after four repeats", async (_, ask) => {
    const { carrier, sent, waits } = lineThatSays(times(5, () => busy()));
    expect(await ask(carrier)).toEqual({ kind: "unavailable", carrierCode: 20429, retryAfterSeconds: null });
    expect(sent).toHaveLength(5);
    expect(waits).toEqual([100, 200, 400, 800]);
  });

  test("the wait is any part of a ceiling that doubles", () => {
    const ceilings = [200, 400, 800, 1_600];
    return fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (random) => {
        const { carrier, waits } = lineThatSays(
          times(5, () => busy()),
          { random: () => random },
        );
        await writes.buy(carrier);
        expect(waits).toEqual(ceilings.map((ceiling) => Math.round(random * ceiling)));
      }),
    );
  });

  test.each([
    ["seconds", "2", 2_000],
    ["no seconds at all", "0", 0],
    ["a part of a second, rounded up", "0.2", 1_000],
    ["the longest that is waited out", "3", 3_000],
    ["a date", new Date(startedAt + 2_000).toUTCString(), 2_000],
    ["a date that is past", new Date(startedAt - 60_000).toUTCString(), 0],
    ["nonsense", "soon", 0],
    ["nothing", "", 0],
    ["a negative number", "-1", 0],
  ])("Retry-After in %s is waited out, with jitter on top", async (_, header, ms) => {
    const { carrier, waits } = lineThatSays([busy({ "retry-after": header }), good.buy()]);
    expect(await writes.buy(carrier)).toMatchObject({ kind: "ok" });
    expect(waits).toEqual([ms + 100]);
  });

  test.each([
    ["4", 4],
    ["3600", 3_600],
    ["3601", 3_600],
    ["31536000", 3_600],
    [new Date(startedAt + 90_000).toUTCString(), 90],
    [new Date(startedAt + 9e9).toUTCString(), 3_600],
  ])("Retry-After of %s is handed on instead, an hour at most", async (header, seconds) => {
    const { carrier, sent, waits } = lineThatSays([busy({ "retry-after": header })]);
    expect(await writes.buy(carrier)).toEqual({
      kind: "unavailable",
      carrierCode: 20429,
      retryAfterSeconds: seconds,
    });
    expect([sent.length, waits]).toEqual([1, []]);
  });

  test("a repeat that could not be answered in time is not made", async () => {
    const slow = () => ({ afterMs: 2_500, answer: busy({ "retry-after": "2" }) });
    const { carrier, sent, waits } = lineThatSays([slow(), slow(), slow()]);
    expect(await writes.buy(carrier)).toMatchObject({ kind: "unavailable", retryAfterSeconds: 2 });
    expect([sent.length, waits]).toEqual([2, [2_100]]);
  });

  test("says so without a body, too", async () => {
    const { carrier } = lineThatSays(times(5, () => new Response(null, { status: 429 })));
    expect(await writes.buy(carrier)).toEqual({ kind: "unavailable", carrierCode: null, retryAfterSeconds: null });
  });

  test("a write that breaks on its repeat is in doubt, and is not sent a third time", async () => {
    const { carrier, sent } = lineThatSays([busy(), lost()]);
    expect(await writes.buy(carrier)).toEqual({
      kind: "unknown",
      message: "The connection to Twilio could not be made, or broke.",
    });
    expect(sent).toHaveLength(2);
  });
});

const doubtful: [string, () => Response | Error][] = [
  ["500", () => refusal(500, 20500)],
  ["503", () => refusal(503, 20503)],
  ["an HTML 502", () => html(502)],
  ["an empty 504", () => new Response(null, { status: 504 })],
  ["a proxy's 408", () => html(408)],
  ["a redirect", () => new Response(null, { status: 307, headers: { location: "https://evil.example/" } })],
  ["a broken connection", lost],
  ["a body that breaks off", () => tornBody(200)],
];
const unreadable: [string, () => Response | Error][] = [
  ["an empty body", () => new Response(null, { status: 201 })],
  ["HTML", () => html(200)],
  ["half of the JSON", () => new Response(`{"sid":"${carrierId}","phone_nu`, { status: 201 })],
  ["JSON that is something else", () => json({ ok: true })],
  ["JSON null", () => json(null)],
];

describe("when an answer says nothing", () => {
  describe.each([...doubtful, ...unreadable])("%s", (_, answer) => {
    test.each(readQuestions)("%s is read again", async (name, ask) => {
      const { carrier, sent } = lineThatSays([answer(), answer(), good[name]()]);
      expect(await ask(carrier)).toMatchObject({ kind: "ok" });
      expect(sent).toHaveLength(3);
    });

    test.each(readQuestions)("%s is unknown after two repeats", async (_, ask) => {
      const { carrier, sent } = lineThatSays(times(3, answer));
      expect(await ask(carrier)).toEqual({ kind: "unknown", message: expect.stringMatching(/\w/) });
      expect(sent).toHaveLength(3);
    });
  });

  describe.each(doubtful)("%s", (_, answer) => {
    test.each(writeQuestions)("%s is in doubt and never sent again", async (_, ask) => {
      const { carrier, sent, waits } = lineThatSays([answer()]);
      expect(await ask(carrier)).toEqual({ kind: "unknown", message: expect.stringMatching(/\w/) });
      expect([sent.length, waits]).toEqual([1, []]);
    });
  });

  describe.each(unreadable)("%s", (_, answer) => {
    test.each(writeQuestions.filter(([name]) => name !== "release"))("%s is in doubt", async (_, ask) => {
      const { carrier, sent } = lineThatSays([answer()]);
      expect(await ask(carrier)).toEqual({ kind: "unknown", message: expect.stringMatching(/\w/) });
      expect(sent).toHaveLength(1);
    });

    test("release needs no body to be believed", async () => {
      expect(await writes.release(lineThatSays([answer()]).carrier)).toEqual({ kind: "ok", value: null });
    });
  });

  test("reads are not repeated once their time is up", async () => {
    const { carrier, sent } = lineThatSays([{ afterMs: 10_000, answer: lost() }]);
    expect(await reads.findOwned(carrier)).toMatchObject({ kind: "unknown" });
    expect(sent).toHaveLength(1);
  });

  test("reads are repeated while there is time for an answer, and the last moment counts", async () => {
    const late = (afterMs: number) => lineThatSays([{ afterMs, answer: lost() }, good.findOwned()]);
    expect(await reads.findOwned(late(7_400).carrier)).toMatchObject({ kind: "ok" });
    expect(await reads.findOwned(late(7_401).carrier)).toMatchObject({ kind: "unknown" });
  });

  test("the runtime's own words go to the log, without the account SID, and not to the caller", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    onTestFinished(() => log.mockRestore());
    const words = "internal error; reference = 0u9c at https://api.twilio.com/2010-04-01/Accounts/";
    const { carrier } = lineThatSays([new Error(words + accountSid)]);
    expect(await writes.buy(carrier)).toEqual({
      kind: "unknown",
      message: "The connection to Twilio could not be made, or broke.",
    });
    expect(log.mock.calls).toEqual([[expect.objectContaining({ error: `Error: ${words}AC…` })]]);
  });
});
