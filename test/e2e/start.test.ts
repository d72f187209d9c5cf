import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callerOf, type Json } from "#dev/api";
import { eventually } from "../support/eventually";
import {
  cleanAway,
  launch,
  newStateDir,
  type Platform,
  root,
  script,
  startedInTest,
  startPlatform,
  stillAlive,
} from "./platform.ts";

const state = newStateDir();
const elsewhere = newStateDir();
let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform(state.path, "node", { LOG: "1" });
});
afterAll(() => {
  cleanAway(platform);
  state.remove();
  elsewhere.remove();
});

/** Has the sandbox call a number; says with which statuses its webhooks were answered. */
async function ring({ dev }: Platform, to: string): Promise<number[]> {
  const { body } = await callerOf(dev.sandbox_url)("POST", "/sandbox/calls", { to, callbacks: [] });
  return body.steps.flatMap(({ status }: Json) => status ?? []);
}

const allGone = (pids: readonly number[]) => eventually(() => expect(stillAlive(pids)).toEqual([]));

describe("a running platform", () => {
  test("says in a file that only its owner can read how to reach it", async () => {
    expect(platform.dev).toEqual({
      base_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      sandbox_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      former_origins: [],
      api_key: expect.stringMatching(/^pm_test_\w+$/),
      admin_token: expect.stringMatching(/^[\w-]{24,}$/),
      secrets_key: expect.stringMatching(/^[\w+/]{43}=$/),
      tenant_id: expect.stringMatching(/^ten_\w+$/),
      twilio_account_sid: expect.stringMatching(/^AC[0-9a-f]{32}$/),
      twilio_auth_token: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(statSync(join(state.path, "dev.json")).mode & 0o777).toBe(0o600);
    const { base_url, sandbox_url, admin_token, tenant_id } = platform.dev;
    expect((await callerOf(base_url)("GET", "/health/ready")).body).toMatchObject({ status: "ready" });
    expect((await callerOf(base_url, admin_token)("GET", `/v1/tenants/${tenant_id}`)).status).toBe(200);
    expect((await callerOf(sandbox_url)("GET", "/sandbox")).body).toHaveProperty("controls");
  });

  test("accepts its Twilio credentials at the sandbox", async () => {
    const { sandbox_url, twilio_account_sid, twilio_auth_token } = platform.dev;
    const account = await fetch(`${sandbox_url}/2010-04-01/Accounts/${twilio_account_sid}.json`, {
      headers: { authorization: `Basic ${btoa(`${twilio_account_sid}:${twilio_auth_token}`)}` },
    });
    expect(account.status).toBe(200);
  });

  test("prints a command that works when pasted", async () => {
    const line = /^ +(curl .*)$/m.exec(platform.stdout())?.[1] ?? "";
    const pasted = launch("sh", ["-c", line], {});
    expect(await pasted.ended).toEqual({ code: 0, signal: null });
    expect(JSON.parse(pasted.stdout()).data).toHaveLength(3);
  });

  test("serves the static pages beside the API", async () => {
    const page = await fetch(`${platform.dev.base_url}/docs`);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
  });

  test("runs the jobs that Cloudflare's cron would", async () => {
    await eventually(() => expect(platform.stdout()).toContain("message: 'job', job: 'cleanup'"));
  });

  test("goes through the demo, twice", async () => {
    for (let round = 0; round < 2; round++) {
      const demo = script("demo.ts", { STATE_DIR: state.path });
      expect(await demo.ended, demo.stdout() + demo.stderr()).toEqual({ code: 0, signal: null });
      expect(demo.stdout()).toContain("exactly once");
      expect(demo.stdout().trimEnd()).toMatch(/All steps succeeded\.$/);
    }
  });

  test("makes the demo fail when something is not as it should be", async () => {
    const control = callerOf(platform.dev.sandbox_url);
    const { body } = await control("POST", "/sandbox/faults", { kind: "not_available", operation: "buy", times: -1 });
    const demo = script("demo.ts", { STATE_DIR: state.path });
    expect(await demo.ended).toEqual({ code: 1, signal: null });
    expect(demo.stderr()).toMatch(/^✗ Buy it\n {2}.*failed.*\n$/);
    await control("DELETE", `/sandbox/faults/${body.id}`);
  });
});

const bought = "+14155550182";

test("a phone number that was bought takes calls", async () => {
  const { base_url, api_key } = platform.dev;
  await callerOf(base_url, api_key)("POST", "/v1/orders", { items: [{ phone_number: bought }] });
  expect(await ring(platform, bought)).toEqual([200]);
});

describe("a start that cannot be", () => {
  const portOf = (url: string) => new URL(url).port;
  const refused: [string, () => Record<string, string>, RegExp][] = [
    ["a port that is no number", () => ({ PORT: "abc" }), /^PORT is "abc", but must be a port/],
    ["a port out of range", () => ({ SANDBOX_PORT: "70000" }), /^SANDBOX_PORT is "70000", but must be a port/],
    ["one port for both", () => ({ PORT: "9321", SANDBOX_PORT: "9321" }), /^PORT and SANDBOX_PORT are both 9321/],
    [
      "an origin that is none",
      () => ({ FORMER_ORIGINS: "https://numbers.example.com, localhost" }),
      /^FORMER_ORIGINS contains "localhost", but must be a list of origins such as https:/,
    ],
    ["a switch that is neither on nor off", () => ({ LOG: "yes" }), /^LOG is "yes", but must be 1 or 0/],
    [
      "a port in use",
      () => ({ PORT: portOf(platform.dev.base_url) }),
      /^Port \d+ is in use\. Set PORT to another port, or to 0 for any free one\.$/,
    ],
    [
      "a sandbox port in use",
      () => ({ SANDBOX_PORT: portOf(platform.dev.base_url) }),
      /^Port \d+ is in use\. Set SANDBOX_PORT to another port, or to 0 for any free one\.$/,
    ],
    ["state in use", () => ({ STATE_DIR: state.path }), /^A platform already runs with STATE_DIR .*, at http/],
    [
      "state that is a file",
      () => ({ STATE_DIR: join(root, "package.json") }),
      /^STATE_DIR cannot be used as a directory: /,
    ],
  ];

  test.each(refused)("names %s in one line", async (_, env, message) => {
    const start = script("start.ts", { STATE_DIR: elsewhere.path, PORT: "0", SANDBOX_PORT: "0", ...env() });
    expect(await start.ended).toEqual({ code: 1, signal: null });
    expect(start.stdout()).toBe("");
    expect(start.stderr().trimEnd().split("\n")).toEqual([expect.stringMatching(message)]);
  });

  test("is what the demo advises when nothing runs", async () => {
    const demo = script("demo.ts", { STATE_DIR: elsewhere.path });
    expect(await demo.ended).toEqual({ code: 1, signal: null });
    expect(demo.stderr()).toBe("The platform is not running. Start it in another terminal: npm start\n");
  });
});

describe("the end", () => {
  test("comes with Ctrl-C, and nothing is left", async () => {
    expect(platform.pids.length).toBeGreaterThanOrEqual(3);
    platform.child.kill("SIGINT");
    expect(await platform.ended).toEqual({ code: 0, signal: null });
    expect(stillAlive(platform.pids)).toEqual([]);
    await expect(fetch(platform.dev.base_url)).rejects.toThrow();
    expect(platform.stderr()).toBe("");
  });

  test("is not the end of the tenant, its key and what it has: npm start goes on with them, quietly", async () => {
    const again = startedInTest(await startPlatform(state.path, "npm"));
    const { base_url, sandbox_url: __, former_origins: ___, ...kept } = platform.dev;
    expect(again.dev).toMatchObject(kept);
    const { body } = await callerOf(again.dev.base_url, kept.api_key)("GET", "/v1/phone-numbers");
    expect(body.data.map(({ phone_number }: Json) => phone_number)).toContain(bought);
    expect(again.stdout()).not.toContain("message:");
    expect(again.dev.former_origins).toEqual([base_url]);
    // It was bought while the platform had another port.
    await eventually(async () => expect(await ring(again, bought)).toEqual([200]));
    again.child.kill("SIGTERM");
    expect(await again.ended).toEqual({ code: 0, signal: null });
    expect(stillAlive(again.pids)).toEqual([]);
  });

  test.each(["npm", "node"] as const)("comes when %s is killed outright, too", async (how) => {
    const doomed = startedInTest(await startPlatform(elsewhere.path, how));
    expect(doomed.pids.length).toBeGreaterThanOrEqual(how === "npm" ? 4 : 3);
    doomed.child.kill("SIGKILL");
    await allGone(doomed.pids);
  });
});
