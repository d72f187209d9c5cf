import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { archiveEvents } from "#events/archive/archive-events";
import { sealEvents } from "#events/log/seal";
import { DAY_MS } from "#kernel/values/time";
import { createJobContext } from "#runtime/job-context";
import { expireCalls } from "#traffic/calls/expire-calls";
import { expireMessages } from "#traffic/messages/expire-messages";
import { type Fields, freshCall, freshMessage, ownedBy, sendWebhook } from "../../support/carrier";
import { awayFromMidnight } from "../../support/one-day";
import { countRowsWritten, rowsWrittenBy } from "../../support/rows-written";
import { freshNumber, withTenant } from "../../support/seed";

/**
 * The rows that D1 counts as written and bills, one for each row and each index entry: for a whole operation, with what its
 * number's object writes and what follows the answer.
 */

beforeAll(countRowsWritten);

afterAll(() => {
  vi.restoreAllMocks();
});

test.each([
  { with: "neither tags nor agent", tags: [], assigned: false, most: { order: 29, suspend: 11, release: 20 } },
  {
    with: "three tags and an agent",
    tags: ["a", "b", "c"],
    assigned: true,
    most: { order: 29, suspend: 12, release: 25 },
  },
])("an order, a suspension and a release of a number with $with write few rows", async ({ tags, assigned, most }) => {
  const { api } = await withTenant();
  await api.get("/v1/phone-numbers");
  const agent = await api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hello." } });
  const order = await rowsWrittenBy(() =>
    api.post("/v1/orders", { items: [{ phone_number: freshNumber() }], configuration: { tags } }),
  );
  const { status, items } = order.answer.body;
  expect(status).toBe("completed");
  const path = `/v1/phone-numbers/${items[0].phone_number_id}`;
  if (assigned) expect((await api.post(`${path}/assign`, { agent_id: agent.body.id })).status).toBe(200);
  const suspend = await rowsWrittenBy(() => api.post(`${path}/suspend`));
  const release = await rowsWrittenBy(() => api.post(`${path}/release?force=true`));
  expect(suspend.answer.body.status).toBe("suspended");
  expect(release.answer.body.status).toBe("cooling_off");
  const rows = { order: order.rows, suspend: suspend.rows, release: release.rows };
  for (const [operation, bound] of Object.entries(most)) {
    const count = rows[operation as keyof typeof rows];
    expect(count, `${JSON.stringify(rows)}: ${operation}`).toBeLessThanOrEqual(bound);
    expect(count).toBeGreaterThan(5);
  }
});

test("reserving, assigning and changing tags write exactly these rows", async () => {
  const { api } = await withTenant();
  const { body: agent } = await api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hi." } });
  const reserve = await rowsWrittenBy(() => api.post("/v1/reservations", { phone_number: freshNumber() }));
  const order = await rowsWrittenBy(() => api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] }));
  const path = `/v1/phone-numbers/${order.answer.body.items[0].phone_number_id}`;
  const assign = await rowsWrittenBy(() => api.post(`${path}/assign`, { agent_id: agent.id }));
  const tags = await rowsWrittenBy(() => api.patch(path, { tags: ["a", "b"] }));
  expect([reserve, assign, tags].map(({ answer }) => answer.status)).toEqual([201, 200, 200]);
  // The hold and its five index entries, the event and its two. The number and its list's index, the assignment and its
  // two, the event; then the new readiness: the event, the number, the list's index and the tenant's count, and itself.
  expect({ reserve: reserve.rows, assign: assign.rows, tags: tags.rows }).toEqual({ reserve: 9, assign: 15, tags: 5 });
});

/** The rows of each webhook, then of the steps that follow days later. */
async function rowsOfWebhooks(
  path: string,
  webhooks: readonly (readonly [step: string, at: string, fields: Fields])[],
) {
  const rows: Record<string, number> = {};
  for (const [step, at, fields] of webhooks) {
    rows[step] = (await rowsWrittenBy(() => sendWebhook(`${path}/${at}`, { fields }))).rows;
  }
  return rows;
}

const callWebhooks = () => {
  const call = freshCall();
  const answered = { CallStatus: "in-progress", DialCallStatus: "completed", DialCallDuration: "50" };
  return [
    ["ringing", "voice", call],
    ["connected", "voice-result?leg=agent", { ...call, ...answered }],
    ["completed", "voice-status", { ...call, CallStatus: "completed", CallDuration: "61" }],
  ] as const;
};

const forwardWebhooks = () => {
  const message = freshMessage();
  return ["queued", "sent", "delivered"].map(
    (status) => [status, "sms-status", { ...message, MessageStatus: status }] as const,
  );
};

test("a call and a message write exactly these rows from their first webhook to the end of their retention", async () => {
  await awayFromMidnight();
  const tenant = await withTenant();
  const { id, path } = await ownedBy(tenant);
  const desk = { name: "Desk", destination: { kind: "dial", phone_number: "+14158675399" } };
  const { body: agent } = await tenant.api.post("/v1/agents", desk);
  expect((await tenant.api.post(`/v1/phone-numbers/${id}/assign`, { agent_id: agent.id })).status).toBe(200);
  // The first call of a day creates its rows of usage.
  await rowsOfWebhooks(path, [...callWebhooks(), ["received", "sms", freshMessage()], ...forwardWebhooks()]);
  const job = (now: number) => ({ ...createJobContext(env, createExecutionContext()), now });
  await sealEvents(job(Date.now()), null);
  const call = await rowsOfWebhooks(path, callWebhooks());
  const sealed = await rowsWrittenBy(async () => await sealEvents(job(Date.now()), null));
  const received = await rowsOfWebhooks(path, [["received", "sms", freshMessage()]]);
  const forward = await rowsOfWebhooks(path, forwardWebhooks());
  await sealEvents(job(Date.now()), null);
  const later = Date.now() + 500 * DAY_MS;
  const [calls, messages, events] = [
    await rowsWrittenBy(async () => await expireCalls(job(later), 1)),
    await rowsWrittenBy(async () => await expireMessages(job(later), 1)),
    await rowsWrittenBy(async () => await archiveEvents(job(later), null)),
  ];
  expect({ call, received, forward }).toEqual({
    // The call, its carrier's id and its four index entries, the event and its two; then the record alone;
    // then the record, its index entry by end, the event as before and the day's usage.
    call: { ringing: 9, connected: 1, completed: 6 },
    received: { received: 10 },
    forward: { queued: 10, sent: 5, delivered: 5 },
  });
  // The call's two events, and the end of the tenant's chain.
  expect(sealed.rows).toBe(2 + 1);
  // Deleting counts the row without its index entries; the carrier's id is kept.
  expect([calls.rows, messages.rows]).toEqual([1, 1]);
  // An event leaves the log with a row, and a day of a tenant is archived with three.
  const { archived_events, archived_days } = events.answer.counted;
  expect(archived_events).toBeGreaterThan(9);
  expect(events.rows).toBe(archived_events + 3 * archived_days);
  // A call's whole life, until its two events are in the archive, without its share of the day's three rows there.
  const webhooks = Object.values(call).reduce((sum, rows) => sum + rows, 0);
  expect(webhooks + sealed.rows + calls.rows + 2).toBe(22);
});
