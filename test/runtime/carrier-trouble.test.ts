import { afterEach, expect, test } from "vitest";
import { type Fault, sandbox } from "../support/sandbox";
import { withTenant } from "../support/seed";

afterEach(() => sandbox.clearFaults());

const troubles: readonly (readonly [string, Omit<Fault, "operation">, number, object])[] = [
  [
    "refuses our credentials",
    { kind: "refuse", status: 401, code: 20003 },
    502,
    { code: "carrier_credentials_invalid", carrier_code: 20003 },
  ],
  [
    "is drowning",
    { kind: "rate_limited", times: 50 },
    503,
    { code: "carrier_busy", carrier_code: 20429, retry_after: 1 },
  ],
  [
    "asks to wait for a minute",
    { kind: "rate_limited", retry_after: 60 },
    503,
    { code: "carrier_busy", retry_after: 60 },
  ],
  ["fails", { kind: "server_error", times: 50 }, 503, { code: "carrier_unavailable" }],
  ["sends HTML", { kind: "html_error", times: 50 }, 503, { code: "carrier_unavailable" }],
  ["hangs", { kind: "timeout_before", delay_ms: 3_000, times: 50 }, 503, { code: "carrier_unavailable" }],
  [
    "refuses for an unheard-of reason",
    { kind: "refuse", status: 400, code: 29999 },
    422,
    { code: "carrier_refused", carrier_code: 29999 },
  ],
];

test.for(troubles)(
  "when the carrier %s, a search says so with a code, never as a bare 500",
  async ([, fault, status, problem]) => {
    const { api } = await withTenant();
    await sandbox.fault({ ...fault, operation: "search" });
    const answer = await api.get("/v1/available-phone-numbers?country=US");
    expect(answer).toMatchObject({ status, body: problem });
    if (status === 503) expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  },
);

test("without the carrier's prices a search still finds numbers, with a null price", async () => {
  const { api } = await withTenant();
  await sandbox.fault({ kind: "server_error", operation: "pricing", times: 50 });
  const { status, body } = await api.get("/v1/available-phone-numbers?country=SE&limit=1");
  expect(status).toBe(200);
  expect(body.data).toMatchObject([{ country: "SE", monthly_price: null }]);
});

test("a search retries a passing fault of the carrier and succeeds", async () => {
  const { api } = await withTenant();
  await sandbox.fault({ kind: "server_error", operation: "search" });
  expect((await api.get("/v1/available-phone-numbers?country=US")).status).toBe(200);
});
