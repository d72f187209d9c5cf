import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { dueRequests, endRequest, makeDue, makeDueByPort, returnRequest, takeRequest } from "#porting/progress/lease";
import { contextAt, seedPort } from "./seed-port";

const NOW = Date.UTC(2027, 0, 4);
const HOUR = 3_600_000;

test("a request that is due is taken once, and given back until it is due again", async () => {
  const { id } = await seedPort(NOW);
  const ctx = contextAt(NOW);
  expect((await dueRequests(ctx, 100)).map((row) => row.id)).toContain(id);
  const takes = await Promise.all([takeRequest(ctx, id), takeRequest(ctx, id)]);
  const [taken, ...others] = takes.flat();
  expect(others).toEqual([]);
  if (!taken) throw new Error("Nobody took the request.");
  expect(await dueRequests(ctx, 100)).not.toContainEqual(expect.objectContaining({ id }));
  expect(await returnRequest(ctx, taken, NOW + HOUR)).toBe(NOW + HOUR);
  expect(await takeRequest(ctx, id)).toEqual([]);
  expect(await takeRequest(contextAt(NOW + HOUR), id)).toHaveLength(1);
});

test("a hint that comes while the request is taken is not lost", async () => {
  const { id, portId } = await seedPort(NOW);
  const [taken] = await takeRequest(contextAt(NOW), id);
  if (!taken) throw new Error("Nobody took the request.");
  expect(await makeDueByPort(contextAt(NOW + 5), portId)).toEqual([{ id }]);
  expect(await makeDue(contextAt(NOW + 6), id)).toEqual([]);
  expect(await takeRequest(contextAt(NOW + 6), id)).toEqual([]);
  expect(await returnRequest(contextAt(NOW + 7), taken, NOW + HOUR)).toBe(NOW + 5);
});

test("a worker that died is replaced, and what it returns late counts for nothing", async () => {
  const { id } = await seedPort(NOW);
  const [dead] = await takeRequest(contextAt(NOW), id);
  const [next] = await takeRequest(contextAt(NOW + HOUR), id);
  if (!dead || !next) throw new Error("Nobody took the request.");
  expect(await returnRequest(contextAt(NOW + HOUR), dead, NOW)).toBeNull();
  expect(await returnRequest(contextAt(NOW + HOUR), next, NOW + 2 * HOUR)).toBe(NOW + 2 * HOUR);
});

test("a request that has ended is nobody's work", async () => {
  const { id, portId } = await seedPort(NOW, "completed");
  expect(await takeRequest(contextAt(NOW), id)).toEqual([]);
  expect(await makeDueByPort(contextAt(NOW), portId)).toEqual([]);
  const later = await seedPort(NOW + HOUR, "completed");
  expect(await makeDueByPort(contextAt(NOW), later.portId)).toEqual([]);
});

test("a request that ends outside a run is never due again, unless a run has it or something is left at Twilio", async () => {
  const end = async (id: string, columns = "status = 'completed'") => {
    await env.DB.prepare(`update porting_requests set ${columns} where id = ?`).bind(id).run();
    await endRequest(contextAt(NOW), id);
  };
  const [free, left, taken, open] = [
    await seedPort(NOW),
    await seedPort(NOW),
    await seedPort(NOW),
    await seedPort(NOW),
  ];
  const [run] = await takeRequest(contextAt(NOW), taken.id);
  await end(free.id);
  await end(left.id, `status = 'partial', carrier_task = '{"kind":"cancel","attempts":0}'`);
  await end(taken.id);
  await end(open.id, "status = 'exception'");
  const due = async ({ row }: typeof free) => (await row()).next_check_at;
  expect([await due(free), await due(left), await due(open)]).toEqual([null, NOW, NOW]);
  expect(await due(taken)).toBe(run?.leaseUntil);
  if (!run) throw new Error("Nobody took the request.");
  expect(await returnRequest(contextAt(NOW + 1), run, NOW + HOUR)).toBeNull();
});
