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
    tenant_id: z.string().min(1).max(64).openapi({ description: "Whose the number is to be." }),
    force: z.boolean().default(false).openapi({ description: "Also when a deletion lock is set; it stays set." }),
  })
  .openapi("PhoneNumberTransfer");

const transferRoute = createRoute({
  security: bearer,
  tags: ["Phone numbers"],
  method: "post",
  path: "/v1/tenants/{tenant_id}/phone-numbers/{phone_number_id}/transfer",
  operationId: "transferPhoneNumber",
  summary: "Give a number to another tenant",
  description:
    "For the platform: from now on the number is the other tenant's, with its id, names, tags and history; its agent is taken " +
    "off, as that one is the former owner's. Both logs tell of it. Calls hear that the number is not in service until the carrier " +
    "has its new URLs, mostly a moment later. Repeating it changes nothing. Needs the scope `admin`.",
  request: {
    params: numberPath.extend({
      tenant_id: z.string().openapi({
        param: { name: "tenant_id", in: "path" },
        description: "Whose the number is.",
        example: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j",
      }),
    }),
    body: body(newOwner, { tenant_id: otherTenant }),
  },
  responses: {
    200: versioned(phoneNumberResource, "The number, as its new owner sees it.", exampleNumber),
    ...failures("not_found", "illegal_transition", "deletion_locked", "changed_meanwhile", ...bodyProblems),
  },
});

const historyMeta = z.object({
  complete_since: z.iso
    .datetime()
    .nullable()
    .openapi({
      description:
        "From when on nothing is missing. Older events, if any are listed, are not all there were: the others are in the archive " +
        "(`GET /v1/events/archives`) of whose the number was. Null when the list goes back to the number's beginning.",
    }),
});

const historyRoute = createRoute({
  security: bearer,
  tags: ["Phone numbers"],
  method: "get",
  path: "/v1/phone-numbers/{phone_number_id}/history",
  operationId: "listPhoneNumberHistory",
  summary: "List what has happened to a number",
  description:
    "The number's events that are still in the log, the newest first; of a number that was transferred to you also those of its " +
    "former owners, whose `seq` is that of their own logs. What happened before `meta.complete_since` has left for the archive, " +
    "at least in part. Needs `numbers:read` and `events:read`.",
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
