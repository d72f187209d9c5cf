import { afterEach, expect, test, vi } from "vitest";
import type { Json } from "../../support/api";
import { freshCall } from "../../support/carrier";
import { at, sendToNumber, type Webhook, webhooksOfCall, withAgent } from "../../support/conversation";
import { interceptQueries } from "../../support/database";
import { eventually } from "../../support/eventually";
import { captureQueue, deliver } from "../../support/late-updates";
import { type Tenant, withTenant } from "../../support/seed";

/** A call that is told of while the database comes and goes. */

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** As of a small linear congruential generator, so that a seed that fails can be run again. */
function lots(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled<T>(list: readonly T[], draw: () => number): T[] {
  return list
    .map((item) => ({ item, lot: draw() }))
    .sort((a, b) => a.lot - b.lot)
    .map(({ item }) => item);
}

/** All that happens of a call: also what Twilio tells without being asked to, and each of it twice. */
function everything(): Webhook[] {
  const call = freshCall();
  const [rings, ...others] = webhooksOfCall(call);
  const ringing = { webhook: "voice-status", at: 0, fields: { ...call, CallStatus: "ringing", SequenceNumber: "0" } };
  return [...(rings ? [rings] : []), ringing, ...others].flatMap((webhook) => [webhook, webhook]);
}

async function storyOf({ api }: Tenant): Promise<Json> {
  const [calls, events, usage] = await Promise.all([
    api.get("/v1/calls"),
    api.get("/v1/events?sort=seq&limit=200"),
    api.get("/v1/usage?from=2026-11-01&to=2026-12-31&group_by=day"),
  ]);
  const types = events.body.data.map(({ type }: Json) => type).filter((type: string) => type.startsWith("call."));
  const { calls: count, answered_calls, seconds, minutes } = usage.body.data.at(-1) ?? {};
  const rows = calls.body.data.map(({ status, duration_seconds, ended_at }: Json) => ({
    status,
    duration_seconds,
    ended_at,
  }));
  return { rows, types, usage: { count, answered_calls, seconds, minutes } };
}

const expected = {
  rows: [{ status: "completed", duration_seconds: 82, ended_at: "2026-11-22T10:01:24.000Z" }],
  types: ["call.started", "call.completed"],
  usage: { count: 1, answered_calls: 1, seconds: 82, minutes: 2 },
};

test.each(Array.from({ length: 8 }, (_, index) => index + 1))(
  "a call is recorded and counted once, however its webhooks and the database's failures fall together (seed %i)",
  async (seed) => {
    const draw = lots(seed);
    at(-10_000);
    const tenant = await withTenant();
    const { number } = await withAgent(tenant);
    const held = captureQueue();
    const leave = interceptQueries(async (proceed) => {
      const lot = draw();
      if (lot < 0.3) throw new Error("D1_ERROR: away");
      const answer = await proceed();
      if (lot < 0.5) throw new Error("D1_ERROR: Network connection lost.");
      return answer;
    });
    at(85_000);
    const answers = await Promise.all(shuffled(everything(), draw).map((webhook) => sendToNumber(number, webhook)));
    for (const { status } of answers) expect(status).toBeLessThan(300);
    leave();
    // Some are still being written down, or on their way into the queue.
    await eventually(async () => {
      await deliver("records", shuffled([...held, ...held], draw));
      expect(await storyOf(tenant)).toEqual(expected);
    });
    await deliver("records", shuffled(held, draw));
    await deliver("records-dead", held);
    expect(await storyOf(tenant)).toEqual(expected);
  },
  30_000,
);
