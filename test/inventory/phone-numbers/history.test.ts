import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { completeSince, periodsOf } from "#inventory/phone-numbers/ownership-periods";
import type { TransferRow } from "#inventory/phone-numbers/table";
import { admin, type Json } from "../../support/api";
import { apartFromReadiness, archiveAllBut } from "../../support/event-log";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { repetitions } from "../../support/soak";

afterEach(() => {
  vi.useRealTimers();
});

const START = Date.UTC(2026, 10, 22, 10);
const at = (seconds: number) => vi.useFakeTimers({ toFake: ["Date"], now: START + seconds * 1_000 });
const time = (seconds: number) => new Date(START + seconds * 1_000).toISOString();

async function historyOf({ api }: Tenant, id: string): Promise<Json> {
  const { status, body } = await api.get(`/v1/phone-numbers/${id}/history?limit=200`);
  expect(status).toBe(200);
  const types = apartFromReadiness(body.data).map(({ type }: Json) => type.replace("phone_number.", ""));
  return { types, complete_since: body.meta.complete_since };
}

test("`complete_since` is set once events of the number have left the log", async () => {
  at(0);
  const tenant = await withTenant();
  const { body } = await tenant.api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  const { phone_number_id: id } = body.items[0];
  const path = `/v1/phone-numbers/${id}`;
  at(10);
  await tenant.api.patch(path, { friendly_name: "One" });
  at(20);
  await tenant.api.patch(path, { friendly_name: "Two" });
  expect(await historyOf(tenant, id)).toEqual({ types: ["updated", "updated", "purchased"], complete_since: null });
  await archiveAllBut(1, tenant);
  expect(await historyOf(tenant, id)).toEqual({ types: ["updated"], complete_since: time(20) });
  await archiveAllBut(0, tenant);
  at(30);
  expect(await historyOf(tenant, id)).toEqual({ types: [], complete_since: time(30) });
  await tenant.api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hi." } });
  at(40);
  const { body: later } = await tenant.api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  expect(await historyOf(tenant, later.items[0].phone_number_id)).toEqual({
    types: ["purchased"],
    complete_since: null,
  });
});

test("events that left a former owner's log count too, for as long as that tenant had the number", async () => {
  at(0);
  const [first, second] = [await withTenant(), await withTenant()];
  const { body } = await first.api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  const { phone_number_id: id } = body.items[0];
  at(10);
  await first.api.patch(`/v1/phone-numbers/${id}`, { friendly_name: "One" });
  at(20);
  await admin.post(`/v1/tenants/${first.id}/phone-numbers/${id}/transfer`, { tenant_id: second.id });
  at(30);
  await first.api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hi." } });
  const rest = ["transferred_in"];
  expect(await historyOf(second, id)).toEqual({
    types: [...rest, "transferred_out", "updated", "purchased"],
    complete_since: null,
  });
  await archiveAllBut(3, first);
  expect(await historyOf(second, id)).toEqual({
    types: [...rest, "transferred_out", "updated"],
    complete_since: time(10),
  });
  await archiveAllBut(1, first);
  expect(await historyOf(second, id)).toEqual({ types: rest, complete_since: time(20) });
});

test("all events since `complete_since` are listed, whatever parts of the owners' logs are archived", () => {
  const step = fc.record({ tenant: fc.nat(2), kind: fc.constantFrom("own", "other", "other", "transfer") });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.tuple(...[0, 1, 2].map(() => fc.nat(42))),
      fc.nat(10),
      (steps, left, born) => {
        const names = ["a", "b", "c"];
        const logs = new Map(names.map((name) => [name, [] as { at: number; ours: boolean }[]]));
        const addEvent = (name: string, now: number, ours: boolean) => logs.get(name)?.push({ at: now, ours }) ?? 0;
        const transfers: TransferRow[] = [];
        let owner = "a";
        for (const [index, { tenant, kind }] of steps.entries()) {
          const to = names[tenant] ?? "a";
          if (kind === "other" || index < born) addEvent(to, index, false);
          else if (kind === "own") addEvent(owner, index, true);
          else if (to !== owner) {
            const [fromSeq, toSeq] = [addEvent(owner, index, true), addEvent(to, index, true)];
            const ids = { phoneNumberId: "num_1", position: transfers.length };
            transfers.push({ ...ids, fromTenantId: owner, fromSeq, toTenantId: to, toSeq, transferredAt: index });
            owner = to;
          }
        }
        const starts = new Map(
          names.map((name, index) => {
            const log = logs.get(name) ?? [];
            const archivedSeq = Math.min(left[index] ?? 0, log.length);
            return [name, { archivedSeq, since: log[archivedSeq]?.at ?? null }];
          }),
        );
        const since = completeSince(periodsOf(transfers, owner), starts, { createdAt: born }, steps.length);
        const lost = names.flatMap((name) =>
          (logs.get(name) ?? []).slice(0, starts.get(name)?.archivedSeq).filter(({ ours }) => ours),
        );
        if (since === null) expect(lost).toEqual([]);
        else expect(lost.filter((event) => event.at > since)).toEqual([]);
      },
    ),
    { numRuns: repetitions(166, 2_000) },
  );
});
