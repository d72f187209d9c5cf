import { etagOf } from "#kernel/http/etag";
import { booleanInQuery, ctxOf, fileHeaders } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { file, json, needs, operation, page, READ_ONLY, type ReadOnlyOf, versioned } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { countNumbers } from "./count-numbers";
import { exportNumbers } from "./export-csv";
import { listNumbers } from "./list-numbers";
import { numberOf } from "./queries";
import { releaseNumber } from "./release-number";
import type { InventoryMeta, NumberCounts, PhoneNumberResource } from "./responses";
import { resumeNumber } from "./resume-number";
import { suspendNumber } from "./suspend-number";
import { updateNumber } from "./update-number";
import { numberChange, numberExportQuery, numberQuery, toPhoneNumber } from "./wire";

const CSV = "text/csv; charset=utf-8; header=present";

const list = operation({
  id: "listPhoneNumbers",
  method: "get",
  path: "/v1/phone-numbers",
  otherMethods: { post: "POST /v1/orders buys numbers." },
  access: needs("numbers:read"),
  query: () => numberQuery(),
  success: { 200: page<PhoneNumberResource, { meta: InventoryMeta }>() },
});

const exportRoute = operation({
  id: "exportPhoneNumbers",
  method: "get",
  path: "/v1/phone-numbers/export",
  access: needs("numbers:read"),
  query: () => numberExportQuery(),
  success: { 200: file },
});

const counts = operation({
  id: "countPhoneNumbers",
  method: "get",
  path: "/v1/phone-numbers/counts",
  access: needs("numbers:read"),
  success: { 200: json<NumberCounts>() },
});

const get = operation({
  id: "getPhoneNumber",
  method: "get",
  path: "/v1/phone-numbers/{phone_number_id}",
  otherMethods: { delete: "POST /v1/phone-numbers/{phone_number_id}/release gives a number back." },
  access: needs("numbers:read"),
  success: { 200: versioned<PhoneNumberResource>() },
});

const patch = operation({
  id: "updatePhoneNumber",
  method: "patch",
  path: "/v1/phone-numbers/{phone_number_id}",
  access: needs("numbers:write"),
  conditional: true,
  body: numberChange,
  readOnly: {
    id: READ_ONLY,
    phone_number: "This field is read-only. For another number, order one with POST /v1/orders.",
    country: READ_ONLY,
    type: READ_ONLY,
    capabilities: READ_ONLY,
    monthly_price: READ_ONLY,
    status:
      "This field is read-only. Use POST /v1/phone-numbers/{phone_number_id}/suspend, /resume, /release or /restore.",
    acquisition_method: READ_ONLY,
    carrier_account_id: READ_ONLY,
    sip_trunk_id: READ_ONLY,
    ownership: "This field is read-only. The first call over the SIP trunk proves it.",
    port_out_lock_supported: "This field is read-only. The number's carrier decides it.",
    port_out_lock_detail: READ_ONLY,
    agent_id: "This field is read-only. Use POST /v1/phone-numbers/{phone_number_id}/assign or /unassign.",
    created_at: READ_ONLY,
    updated_at: READ_ONLY,
    released_at: READ_ONLY,
    cooling_off_until: READ_ONLY,
  } satisfies ReadOnlyOf<PhoneNumberResource, typeof numberChange>,
  success: { 200: versioned<PhoneNumberResource>() },
  failures: ["illegal_transition", "changed_meanwhile"],
});

const releaseRoute = operation({
  id: "releasePhoneNumber",
  method: "post",
  path: "/v1/phone-numbers/{phone_number_id}/release",
  access: needs("numbers:write"),
  query: () =>
    z.strictObject({
      force: booleanInQuery("With `true`, a number with an agent is released too; its assignment ends."),
    }),
  success: { 200: versioned<PhoneNumberResource>(), 202: versioned<PhoneNumberResource>() },
  failures: ["illegal_transition", "number_not_purchased", "changed_meanwhile", "deletion_locked", "agent_assigned"],
});

const suspendRoute = operation({
  id: "suspendPhoneNumber",
  method: "post",
  path: "/v1/phone-numbers/{phone_number_id}/suspend",
  access: needs("numbers:write"),
  success: { 200: versioned<PhoneNumberResource>() },
  failures: ["illegal_transition", "changed_meanwhile"],
});

const resumeRoute = operation({
  id: "resumePhoneNumber",
  method: "post",
  path: "/v1/phone-numbers/{phone_number_id}/resume",
  access: needs("numbers:write"),
  success: { 200: versioned<PhoneNumberResource>() },
  failures: ["illegal_transition", "changed_meanwhile"],
});

export type NumberOperations =
  | typeof list
  | typeof exportRoute
  | typeof counts
  | typeof get
  | typeof patch
  | typeof releaseRoute
  | typeof suspendRoute
  | typeof resumeRoute;

export const numberRoutes = createRouter()
  .operation(list, async (c) => {
    const [ctx, query] = [ctxOf(c), c.req.valid("query")];
    const { rows, nextCursor, offlineCount } = await listNumbers(ctx, query);
    return c.json({ ...listPage(c, rows.map(toPhoneNumber), nextCursor), meta: { offline_count: offlineCount } }, 200);
  })
  .operation(exportRoute, async (c) =>
    c.body(await exportNumbers(ctxOf(c), c.req.valid("query")), 200, fileHeaders(CSV, "phone-numbers.csv")),
  )
  .operation(counts, async (c) => c.json(await countNumbers(ctxOf(c)), 200))
  .operation(get, async (c) => {
    const row = await numberOf(ctxOf(c), c.req.valid("param").phone_number_id);
    return c.json(toPhoneNumber(row), 200, { ETag: etagOf(row.version) });
  })
  .operation(patch, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const row = await updateNumber(ctxOf(c), c.req.valid("param").phone_number_id, c.req.valid("json"), ifMatch);
    return c.json(toPhoneNumber(row), 200, { ETag: etagOf(row.version) });
  })
  .operation(releaseRoute, async (c) => {
    const { force = false } = c.req.valid("query");
    const row = await releaseNumber(ctxOf(c), c.req.valid("param").phone_number_id, { force });
    return c.json(toPhoneNumber(row), row.status === "releasing" ? 202 : 200, { ETag: etagOf(row.version) });
  })
  .operation(suspendRoute, async (c) => {
    const row = await suspendNumber(ctxOf(c), c.req.valid("param").phone_number_id);
    return c.json(toPhoneNumber(row), 200, { ETag: etagOf(row.version) });
  })
  .operation(resumeRoute, async (c) => {
    const row = await resumeNumber(ctxOf(c), c.req.valid("param").phone_number_id);
    return c.json(toPhoneNumber(row), 200, { ETag: etagOf(row.version) });
  });
