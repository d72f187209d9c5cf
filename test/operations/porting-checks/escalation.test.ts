import { expect, test } from "vitest";
import { workOnRequest } from "#operations/porting-checks/work-on-request";
import { PortWorld } from "../../porting/progress/world";
import type { Json } from "../../support/api";
import { admin } from "../../support/api";

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

/** A request under the test's clock, with what a person is told of it. */
async function watched(count = 1) {
  const world = await PortWorld.create(count);
  const later = async (ms: number): Promise<void> => {
    world.now += ms;
    await workOnRequest(world.context(), world.id);
  };
  const { api } = world.tenant;
  const events = async (type: string): Promise<Json[]> =>
    (await api.get(`/v1/events?type=porting_request.${type}`)).body.data.map(({ data }: Json) => data);
  const findings = async (kind: string): Promise<Json[]> => (await api.get(`/v1/findings?kind=${kind}`)).body.data;
  await later(0);
  return { world, later, events, findings };
}

test("a request that stands still becomes a finding and an event, once for as long as it does, for its tenant and the operators", async () => {
  const { world, later, events, findings } = await watched();
  await later(4 * DAY - 2 * HOUR);
  expect(await events("stalled")).toEqual([]);
  await later(2 * HOUR);
  await later(DAY);
  const [finding, ...others] = await findings("porting_request_silent");
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ status: "open", subject: { id: world.id }, evidence: { days: 5, limit_days: 4 } });
  expect(await events("stalled")).toEqual([{ finding_id: finding?.id, status: "submitted", days: 4, limit_days: 4 }]);
  const ofOperators = (await admin.get("/v1/findings?kind=porting_request_silent&status=open&limit=200")).body.data;
  expect(ofOperators.filter(({ subject }: Json) => subject.id === world.id)).toMatchObject([
    { evidence: { tenant_id: world.tenant.id, status: "submitted" } },
  ]);

  // It moves, and stands still again.
  world.port.step({ kind: "sign" }, world.now);
  await later(2 * HOUR);
  expect(await findings("porting_request_silent")).toMatchObject([{ status: "resolved" }]);
  await later(7 * DAY);
  expect((await events("stalled")).map(({ status }) => status)).toEqual(["awaiting_signature", "submitted"]);
});

test("numbers that would reach no agent in less than a day, and one that is not there six hours after its date, are events", async () => {
  const { world, later, events, findings } = await watched();
  for (const kind of ["sign", "process"] as const) world.port.step({ kind }, world.now);
  world.port.step({ kind: "date", number: 0, days: 2 }, world.now);
  await later(HOUR);
  expect(await events("not_prepared")).toEqual([]);
  await later(DAY);
  const [unprepared] = await findings("porting_not_prepared");
  expect(await events("not_prepared")).toEqual([
    {
      finding_id: unprepared?.id,
      foc_at: new Date(world.port.numbers[0]?.portAt ?? 0).toISOString(),
      problems: [{ code: "no_agent", detail: expect.stringContaining("neither an agent nor a routing plan") }],
    },
  ]);
  await later(DAY);
  expect(await events("number_delayed")).toEqual([]);
  await later(6 * HOUR);
  await later(HOUR);
  const [late] = await findings("porting_number_not_in_service");
  expect(await events("number_delayed")).toEqual([
    {
      finding_id: late?.id,
      phone_number: world.e164s[0],
      porting_number_id: late?.subject.id,
      reason: "not_listed",
    },
  ]);
  world.port.step({ kind: "withdraw", number: 0 }, world.now);
  await later(HOUR);
  expect(await findings("porting_number_not_in_service")).toMatchObject([{ status: "resolved" }]);
});
