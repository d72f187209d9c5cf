import type { Event } from "#events/log/responses";
import { toEvent } from "#events/log/wire";
import { historyOf } from "#inventory/phone-numbers/history";
import type { PhoneNumberResource } from "#inventory/phone-numbers/responses";
import { toPhoneNumber } from "#inventory/phone-numbers/wire";
import { etagOf } from "#kernel/http/etag";
import { ctxOf, pageQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { needs, operation, page, versioned } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { lazily, z } from "#kernel/http/schema";
import { idOf } from "#kernel/http/wire";
import { isoTimeOrNull } from "#kernel/values/time";
import type { HistoryMeta } from "./responses";
import { transferNumber } from "./transfer-number";

const newOwner = lazily(() =>
  z
    .strictObject({
      tenant_id: idOf("tenant").openapi({ description: "The tenant that gets the number." }),
      force: z
        .boolean()
        .default(false)
        .openapi({ description: "Transfers the number despite a deletion lock; the lock stays." }),
    })
    .openapi("PhoneNumberTransfer"),
);

const transferRoute = operation({
  id: "transferPhoneNumber",
  method: "post",
  path: "/v1/tenants/{tenant_id}/phone-numbers/{phone_number_id}/transfer",
  access: needs("admin"),
  body: newOwner,
  success: { 200: versioned<PhoneNumberResource>() },
  failures: [
    "illegal_transition",
    "number_not_purchased",
    "deletion_locked",
    "number_limit_reached",
    "monthly_cost_limit_reached",
    "changed_meanwhile",
  ],
});

const historyRoute = operation({
  id: "listPhoneNumberHistory",
  method: "get",
  path: "/v1/phone-numbers/{phone_number_id}/history",
  access: needs("numbers:read", "events:read"),
  query: () => z.strictObject(pageQuery()),
  success: { 200: page<Event, { meta: HistoryMeta }>() },
});

export type TransferOperations = typeof transferRoute | typeof historyRoute;

export const transferRoutes = createRouter()
  .operation(transferRoute, async (c) => {
    const { tenant_id, phone_number_id } = c.req.valid("param");
    const row = await transferNumber(ctxOf(c), tenant_id, phone_number_id, c.req.valid("json"));
    return c.json(toPhoneNumber(row), 200, { ETag: etagOf(row.version) });
  })
  .operation(historyRoute, async (c) => {
    const page = await historyOf(ctxOf(c), c.req.valid("param").phone_number_id, c.req.valid("query"));
    const meta = { complete_since: isoTimeOrNull(page.completeSince) };
    return c.json({ ...listPage(c, page.rows.map(toEvent), page.nextCursor), meta }, 200);
  });
