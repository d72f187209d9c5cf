import { createRoute, z } from "@hono/zod-openapi";
import { exampleEvent } from "#events/log/example";
import { event, toEvent } from "#events/log/wire";
import { exampleNumber, numberPath } from "#inventory/phone-numbers/example";
import { historyOf } from "#inventory/phone-numbers/history";
import { phoneNumberResource, toPhoneNumber } from "#inventory/phone-numbers/wire";
import {
  bearer,
  body,
  bodyProblems,
  createRouter,
  ctxOf,
  etagOf,
  failures,
  json,
  pageBody,
  pageOf,
  pageQuery,
  versioned,
} from "#kernel/http/http";
import { isoTimeOrNull } from "#kernel/values/time";
import { transferNumber } from "./transfer-number";

const otherTenant = "ten_01k9m8x3zt5v7w9y2a4c6e8g0k";

const newOwner = z
  .strictObject({
    tenant_id: z.string().min(1).max(64).openapi({ description: "The tenant that gets the number." }),
    force: z
      .boolean()
      .default(false)
      .openapi({ description: "Transfers the number despite a deletion lock; the lock stays." }),
  })
  .openapi("PhoneNumberTransfer");

const transferRoute = createRoute({
  security: bearer,
  tags: ["Phone numbers"],
  method: "post",
  path: "/v1/tenants/{tenant_id}/phone-numbers/{phone_number_id}/transfer",
  operationId: "transferPhoneNumber",
  summary: "Transfer a number to another tenant",
  description:
    "For the platform. The number becomes the other tenant's, with its id, name, tags and history. Its agent is unassigned, as " +
    "the agent belongs to the former owner. Both event logs record the transfer. Until Twilio has the number's new webhook URLs, " +
    "usually for a moment, callers hear that the number is not in service. A repeated request changes nothing. Needs the scope `admin`.",
  request: {
    params: numberPath.extend({
      tenant_id: z.string().openapi({
        param: { name: "tenant_id", in: "path" },
        description: "The tenant that has the number.",
        example: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j",
      }),
    }),
    body: body(newOwner, { tenant_id: otherTenant }),
  },
  responses: {
    200: versioned(phoneNumberResource, "The number as its new owner sees it.", exampleNumber),
    ...failures("not_found", "illegal_transition", "deletion_locked", "changed_meanwhile", ...bodyProblems),
  },
});

const historyMeta = z.object({
  complete_since: z.iso
    .datetime()
    .nullable()
    .openapi({
      description:
        "The list is complete from this time on. Events before it may be missing: they are in the archive " +
        "(`GET /v1/events/archives`) of the tenant that had the number then. Null if nothing is missing.",
    }),
});

const historyRoute = createRoute({
  security: bearer,
  tags: ["Phone numbers"],
  method: "get",
  path: "/v1/phone-numbers/{phone_number_id}/history",
  operationId: "listPhoneNumberHistory",
  summary: "List the history of a number",
  description:
    "The number's events that are still in the event log, newest first. After a transfer to you, the list includes the events " +
    "under the former owners; their `seq` is from those owners' logs. Older events, from before `meta.complete_since`, have moved " +
    "to the archive, at least in part. Needs `numbers:read` and `events:read`.",
  request: { params: numberPath, query: z.strictObject(pageQuery()) },
  responses: {
    200: json(pageOf(event, "PhoneNumberHistoryPage", { meta: historyMeta }), "A page of events.", {
      ...pageBody([exampleEvent], null),
      meta: { complete_since: null },
    }),
    ...failures("not_found", "invalid_cursor"),
  },
});

export const transferRoutes = createRouter()
  .openapi(transferRoute, async (c) => {
    const { tenant_id, phone_number_id } = c.req.valid("param");
    const row = await transferNumber(ctxOf(c), tenant_id, phone_number_id, c.req.valid("json"));
    return c.json(toPhoneNumber(row), 200, { ETag: etagOf(row.version) });
  })
  .openapi(historyRoute, async (c) => {
    const page = await historyOf(ctxOf(c), c.req.valid("param").phone_number_id, c.req.valid("query"));
    const meta = { complete_since: isoTimeOrNull(page.completeSince) };
    return c.json({ ...pageBody(page.rows.map(toEvent), page.nextCursor), meta }, 200);
  });
