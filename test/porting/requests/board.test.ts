import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { DRAFT_MS } from "#porting/requests/expire-drafts";
import { moveRequest, requireMoving } from "#porting/requests/move-request";
import { theCarrier } from "#porting/requests/mover";
import { admin, type Json } from "../../support/api";
import { contextOf } from "../../support/inventory";
import { runCleanup } from "../../support/jobs";
import { moveNumber, portingRequest, transition } from "../../support/porting";
import { withTenant } from "../../support/seed";

const idsOf = (answer: Json): string[] => answer.body.data.map(({ id }: Json) => id);

test("the board has the open requests of all tenants, those that need an operator first, of these the oldest", async () => {
  const [one, other] = [await withTenant(), await withTenant()];
  const waiting = await portingRequest(one, { path: "twilio" });
  const refused = await portingRequest(other, { path: "twilio" });
  const asked = await portingRequest(one);
  const older = await portingRequest(other);
  const done = await portingRequest(one);
  await env.DB.prepare("update porting_requests set status_since = 1 where id = ?").bind(waiting.id).run();
  await transition(waiting.id, "request_signature");
  await moveNumber(refused.id, refused.numbers[0].id, "reject", { rejection: { code: "other" } });
  await other.api.post(`/v1/porting-requests/${older.id}/cancel`);
  await one.api.post(`/v1/porting-requests/${asked.id}/cancel`);
  await transition(done.id, "confirm_cancellation");
  const board = await admin.get("/v1/porting-board");
  expect(idsOf(board)).toEqual([older.id, asked.id, refused.id, waiting.id]);
  expect(board.body.data.map(({ attention }: Json) => attention)).toEqual(["act", "act", "watch", "wait"]);
  expect(board.body.data[2]).toMatchObject({ tenant_id: other.id, number_counts: { rejected: 1, total: 1 } });
  expect(idsOf(await admin.get(`/v1/porting-board?tenant_id=${one.id}`))).toEqual([asked.id, waiting.id]);
  expect(idsOf(await admin.get("/v1/porting-board?status=exception,awaiting_signature&path=twilio"))).toEqual([
    refused.id,
    waiting.id,
  ]);
  const paged: string[] = [];
  for (let cursor = ""; cursor !== "end"; ) {
    const page = await admin.get(`/v1/porting-board?limit=1${cursor}`);
    paged.push(...idsOf(page));
    cursor = page.body.next_cursor === null ? "end" : `&cursor=${page.body.next_cursor}`;
  }
  expect(paged).toEqual(idsOf(board));
  expect((await one.api.get("/v1/porting-board")).status).toBe(403);
  for (const { id, tenant_id } of board.body.data) {
    expect((await admin.get(`/v1/porting-requests/${id}`)).body, id).toMatchObject({ id, tenant_id });
  }
});

test("the carrier's moves are its own in the log, with what else it says; twice is once", async () => {
  const tenant = await withTenant();
  const { id, numbers } = await portingRequest(tenant, { numbers: 2, path: "twilio", numberStatus: "submitted" });
  const ctx = contextOf(PLATFORM_TENANT_ID);
  const focAt = Date.now() + 864e5;
  const say = async () =>
    await moveRequest(ctx, await requireMoving(operator(ctx), id), {
      mover: theCarrier,
      numbers: numbers.map((number: Json) => ({ id: number.id, name: "confirm_foc" as const, focAt })),
      numberColumns: numbers.map((number: Json) => ({ id: number.id, carrierStatus: "pending" })),
      columns: { carrier: { status: "In Progress", isStatusKnown: true, signatureUrl: null, changedAt: null } },
    });
  expect((await say()).request).toMatchObject({ status: "foc_confirmed", focAt });
  const again = await say();
  expect(again.request.status).toBe("foc_confirmed");
  const log = (await tenant.api.get(`/v1/events?subject_id=${id}`)).body.data.toReversed();
  expect(log.map(({ type, actor }: Json) => [type, actor])).toEqual([
    ["porting_request.created", `key:${tenant.keyId}`],
    ["porting_request.numbers_changed", "carrier"],
    ["porting_request.status_changed", "carrier"],
    ["porting_request.foc_changed", "carrier"],
  ]);
  expect((await tenant.api.get(`/v1/porting-requests/${id}`)).body.status).toBe("foc_confirmed");
});

/** The context of the platform, which sees the requests of all tenants. */
const operator = (ctx: ReturnType<typeof contextOf>) => ({
  ...ctx,
  principal: { ...ctx.principal, scopes: new Set(["porting:operate" as const]) },
});

test("a draft that nobody changes expires, and a younger one stays", async () => {
  const tenant = await withTenant();
  const [old, young] = [
    await portingRequest(tenant, { status: "draft" }),
    await portingRequest(tenant, { status: "draft" }),
  ];
  const age = (id: string, ms: number) =>
    env.DB.prepare("update porting_requests set status_since = ?2, updated_at = ?2 where id = ?1")
      .bind(id, Date.now() - ms)
      .run();
  await age(old.id, DRAFT_MS + 60_000);
  await age(young.id, DRAFT_MS - 10 * 60_000);
  await runCleanup();
  const statusOf = async (id: string) => (await tenant.api.get(`/v1/porting-requests/${id}`)).body.status;
  expect([await statusOf(old.id), await statusOf(young.id)]).toEqual(["expired", "draft"]);
});
