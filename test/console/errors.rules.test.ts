import { afterEach, describe, expect, test, vi } from "vitest";
import { ApiError } from "../../src/console/api/api-error";
import { call } from "../../src/console/api/call";
import { keepSession } from "../../src/console/api/session-state";
import { reportOf, textOf } from "../../src/console/components/error-report";
import { Refusal } from "../../src/console/components/refusal";

/** Failures without an answer of the API: what a person reads, and what the report to copy says. */

const occasion = { page: "/console/orders?status=failed", at: new Date("2026-11-29T22:00:00Z") };
const read = () => call("GET", "/v1/orders", { query: { limit: 5 } });
const change = () => call("DELETE", "/v1/agents/{agent_id}", { path: { agent_id: "agt_1" } });
const html = (status: number, headers: Record<string, string> = {}) =>
  new Response("<html>Sign in to the Wi-Fi</html>", {
    status,
    headers: { "content-type": "text/html; charset=utf-8", ...headers },
  });

const answerWith = (answer: (init: RequestInit) => Response | Promise<Response>) =>
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => answer(init));

const failureOf = async (made: { readonly send: (signal?: AbortSignal) => Promise<unknown> }, signal?: AbortSignal) =>
  made.send(signal).then(
    (answer) => expect.unreachable(`There is an answer: ${JSON.stringify(answer)}`),
    (error: unknown) => error,
  );

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  keepSession(null);
});

describe("a failure without an answer", () => {
  test("says what was asked and when, and warns that a change may have been made", async () => {
    answerWith(() => Promise.reject(new TypeError("Failed to fetch")));
    const before = Date.now();
    const lost = await failureOf(read());
    expect(lost).toMatchObject({ code: "network", status: 0, mayPass: true });
    const report = reportOf(lost, occasion);
    expect(report).toMatchObject({
      asked: "GET /v1/orders?limit=5",
      status: null,
      hasGuide: false,
      needsReload: false,
    });
    expect(report.detail).toMatch(/Check your connection/);
    expect(report.at.getTime()).toBeGreaterThanOrEqual(before);
    expect(reportOf(await failureOf(change()), occasion).detail).toMatch(/may have been made/);
  });

  test("ends a request that nothing answers, and tells it from one that the page itself gave up", async () => {
    const late = new AbortController();
    vi.spyOn(AbortSignal, "timeout").mockReturnValue(late.signal);
    const waits = ({ signal }: RequestInit) =>
      new Promise<Response>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    answerWith(waits);
    const own = new AbortController();
    const left = failureOf(read(), own.signal);
    own.abort();
    expect(await left).toMatchObject({ name: "AbortError" });
    const [read_, changed] = [failureOf(read(), new AbortController().signal), failureOf(change())];
    late.abort(new DOMException("It took too long.", "TimeoutError"));
    expect(await read_).toMatchObject({ code: "timeout", status: 0, mayPass: true });
    expect(reportOf(await changed, occasion).detail).toMatch(/within 60 seconds, so the change may have been made/);
  });

  test("takes no page of a proxy for an answer, whatever its status", async () => {
    answerWith(() => html(200));
    expect(await failureOf(read())).toMatchObject({ code: "bad_answer", status: 200, mayPass: true });
    answerWith(() => html(502, { "cf-ray": "8f1" }));
    const report = reportOf(await failureOf(read()), occasion);
    expect(report).toMatchObject({ code: "bad_answer", status: 502, requestId: "8f1", hasGuide: false });
    expect(report.detail).toMatch(/status 502, text\/html/);
    answerWith(() => Response.json({ message: "no code" }, { status: 500 }));
    expect(await failureOf(read())).toMatchObject({ code: "bad_answer", status: 500 });
  });

  test("an answer that is cut off in the middle is none", async () => {
    const cut = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"data": ['));
        controller.error(new TypeError("network error"));
      },
    });
    answerWith(() => new Response(cut, { headers: { "content-type": "application/json" } }));
    expect(await failureOf(read())).toMatchObject({ code: "network" });
  });

  test("answers without a body, and texts that were asked for, are answers", async () => {
    answerWith(() => new Response(null, { status: 204 }));
    expect(await change().send()).toBeUndefined();
    answerWith(() => new Response("a,b", { headers: { "content-type": "text/csv" } }));
    expect(await call("GET", "/v1/phone-numbers/export", { accept: "text/csv" }).send()).toBe("a,b");
  });
});

describe("the report of a failure", () => {
  test("of the API has its code, its request's id, and a link to the guide", () => {
    const error = new ApiError(
      409,
      { code: "stale_version", detail: "It changed.", request_id: "req_1" },
      {
        ...{ method: "PATCH", url: "/v1/agents/agt_1", requestId: null },
      },
    );
    const report = reportOf(error, occasion);
    expect(report).toMatchObject({ asked: "PATCH /v1/agents/agt_1", status: 409, requestId: "req_1", hasGuide: true });
    expect(JSON.parse(textOf(report, occasion.page))).toEqual({
      code: "stale_version",
      detail: "It changed.",
      request: "PATCH /v1/agents/agt_1",
      at: error.at.toISOString(),
      status: 409,
      request_id: "req_1",
      errors: [],
      page: occasion.page,
    });
  });

  test.each([
    "Failed to fetch dynamically imported module: https://pm.example/console/assets/orders-1a.js",
    "error loading dynamically imported module: https://pm.example/console/assets/orders-1a.js",
    "Importing a module script failed.",
    "Unable to preload CSS for /console/assets/orders-1a.css",
  ])("of a part that could not be loaded names the file and asks to load the page again: %s", (message) => {
    const report = reportOf(new TypeError(message), occasion);
    expect(report).toMatchObject({ code: "page_not_loaded", needsReload: true, at: occasion.at });
    const [, file = occasion.page] = /(\S+orders-1a\S+)/.exec(message) ?? [];
    expect(report.asked).toBe(`GET ${file}`);
  });

  test("of a mistake of the console says so, with the page", () => {
    const report = reportOf(new TypeError("x is undefined"), occasion);
    expect(report).toMatchObject({ code: "page_failed", asked: occasion.page, at: occasion.at, needsReload: true });
    expect(report.detail).toMatch(/x is undefined/);
  });

  test("of what a page refuses by itself is its words alone, and of a job's failure the API's code, too", () => {
    const ours = reportOf(new Refusal("The file is too large."), occasion);
    expect(ours).toMatchObject({ code: null, detail: "The file is too large.", needsReload: false, hasGuide: false });
    const failed = reportOf(new Refusal("Twilio refuses the account.", "carrier_account_refused"), occasion);
    expect(failed).toMatchObject({ code: "carrier_account_refused", needsReload: false, hasGuide: true });
  });

  test("a read that the platform refuses to a suspended or closed tenant is the frame's to say", () => {
    const refused = (code: string) =>
      new ApiError(403, { code }, { method: "GET", url: "/v1/orders", requestId: null }).isTenantInactive;
    expect(["tenant_suspended", "tenant_closed", "missing_scope"].map(refused)).toEqual([true, true, false]);
  });
});
