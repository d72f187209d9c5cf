import { booleanInQuery, csvHeaders, ctxOf, etagOf, pageBody, prefersCsv } from "#kernel/http/http";
import { needs, operation, pageOrFile, versioned } from "#kernel/http/operation";
import { invalidField } from "#kernel/http/problem";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { exportNumbers } from "./export-csv";
import { listNumbers } from "./list-numbers";
import { numberOf } from "./queries";
import { releaseNumber } from "./release-number";
import type { InventoryMeta, PhoneNumberResource } from "./responses";
import { resumeNumber } from "./resume-number";
import { suspendNumber } from "./suspend-number";
import { updateNumber } from "./update-number";
import { numberChange, numberQuery, toPhoneNumber } from "./wire";

const list = operation({
  id: "listPhoneNumbers",
  method: "get",
  path: "/v1/phone-numbers",
  access: needs("numbers:read"),
  query: () => numberQuery(),
  success: { 200: pageOrFile<PhoneNumberResource, { meta: InventoryMeta }>() },
});

const get = operation({
  id: "getPhoneNumber",
  method: "get",
  path: "/v1/phone-numbers/{phone_number_id}",
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
  success: { 200: versioned<PhoneNumberResource>() },
  failures: ["changed_meanwhile"],
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
  failures: ["illegal_transition", "changed_meanwhile", "deletion_locked", "agent_assigned"],
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
  | typeof get
  | typeof patch
  | typeof releaseRoute
  | typeof suspendRoute
  | typeof resumeRoute;

export const numberRoutes = createRouter()
  .operation(list, async (c) => {
    if (prefersCsv(c)) {
      const paged = ["limit", "cursor"].find((field) => c.req.query(field) !== undefined);
      if (paged)
        throw invalidField(
          "query",
          `/${paged}`,
          "A CSV file contains all numbers and has no pages. Leave this field out.",
        );
      return c.body(await exportNumbers(ctxOf(c), c.req.valid("query")), 200, csvHeaders("phone-numbers.csv"));
    }
    const [ctx, query] = [ctxOf(c), c.req.valid("query")];
    const { rows, nextCursor, offlineCount } = await listNumbers(ctx, query);
    return c.json({ ...pageBody(rows.map(toPhoneNumber), nextCursor), meta: { offline_count: offlineCount } }, 200);
  })
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
    const row = await releaseNumber(ctxOf(c), c.req.valid("param").phone_number_id, c.req.valid("query"));
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
