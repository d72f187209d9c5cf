import { expect, test } from "vitest";
import type { CallRow } from "#traffic/calls/table";
import { toCall } from "#traffic/calls/wire";

const row: CallRow = {
  id: "cal_1",
  tenantId: "ten_1",
  phoneNumberId: "num_1",
  carrierId: "CA1",
  fromNumber: null,
  fromAddress: "+266696687",
  fromKind: "anonymous",
  fromCountry: null,
  fromKey: "anonymous",
  toNumber: "+14155550123",
  status: "completed",
  agentId: null,
  decision: null,
  legs: {},
  startedAt: 0,
  answeredAt: null,
  endedAt: 100_000,
  durationSeconds: 61,
  seen: {},
  version: 1,
  createdAt: 0,
  updatedAt: 100_000,
};

test("an answer that no webhook reported was as long before the end as the call's duration", () => {
  expect(toCall(row).answered_at).toBe("1970-01-01T00:00:39.000Z");
  expect(toCall({ ...row, answeredAt: 38_500 }).answered_at).toBe("1970-01-01T00:00:38.500Z");
  expect(toCall({ ...row, status: "no_answer", durationSeconds: 0 }).answered_at).toBeNull();
});

test("no call ends before its answer, though Twilio reports the end in whole seconds", () => {
  const { answered_at, ended_at } = toCall({ ...row, answeredAt: 100_400, durationSeconds: 0 });
  expect([answered_at, ended_at]).toEqual(["1970-01-01T00:01:40.400Z", "1970-01-01T00:01:40.400Z"]);
});
