import { createRoute, z } from "@hono/zod-openapi";
import {
  bearer,
  body,
  bodyProblems,
  createRouter,
  csvHeaders,
  ctxOf,
  etagOf,
  failures,
  ifMatchHeader,
  json,
  pageBody,
  pageOf,
  switchedOn,
  versioned,
  wantsCsv,
} from "#kernel/http/http";
import { invalidField } from "#kernel/http/problem";
import { exampleNumber, numberPath } from "./example";
import { exportColumns, exportNumbers } from "./export-csv";
import { listNumbers } from "./list-numbers";
import { numberOf } from "./queries";
import { releaseNumber } from "./release-number";
import { resumeNumber } from "./resume-number";
import { suspendNumber } from "./suspend-number";
import { updateNumber } from "./update-number";
import { inventoryMeta, numberChange, numberQuery, phoneNumberResource, toPhoneNumber } from "./wire";

const common = { security: bearer, tags: ["Phone numbers"] };
const answer = (description: string, change: Partial<Record<keyof typeof exampleNumber, unknown>> = {}) =>
  versioned(phoneNumberResource, description, { ...exampleNumber, ...change });

const csvFile = z.string().openapi({
  description:
    `The columns, in this order: ${exportColumns.map((name) => `\`${name}\``).join(", ")}. \`tags\` and \`metadata\` are JSON. ` +
    "A `friendly_name` that a spreadsheet would take for a formula (beginning with `=`, `+`, `-`, `@` or a tab) has an " +
    "apostrophe in front.",
});

const csvExample = [
  exportColumns.join(","),
  `${exampleNumber.id},+14155550123,US,local,active,Front desk,"[""sales""]","{""crm_id"":""a-17""}",false,true,true,true,false,` +
    "1.15,USD,reseller,,,2026-11-22T10:00:00.000Z,2026-11-22T10:00:00.000Z,,",
  "",
].join("\r\n");

const list = createRoute({
  ...common,
  method: "get",
  path: "/v1/phone-numbers",
  operationId: "listPhoneNumbers",
  summary: "List phone numbers",
  description:
    "Your numbers in every state, unless you filter by `status`. All filters that are given must hold. `status`, `type`, `country`, " +
    "`acquisition_method`, `capability`, `tag` and `agent_id` go together and with every `sort`. `created_after` and " +
    "`created_before` besides need an order by `created_at`, `phone_number_prefix` one by `phone_number`. `digits` go with " +
    "`status`, `type`, `country`, `acquisition_method` and `capability`, in an order of their own: by what follows where the " +
    "digits first stand. `ready` goes with `created_after` and `created_before`, by `created_at`. Anything else together is refused with 422. A page is as quick in an inventory of 100,000 numbers as in one of " +
    "a thousand. With `Accept: text/csv` the answer is all of them at once, " +
    "filtered and sorted alike, as a CSV file (RFC 4180, UTF-8) without `limit` and `cursor`; a file that was cut off by an " +
    "error ends with the connection, not like a whole one. Needs `numbers:read`.",
  request: {
    query: numberQuery,
  },
  responses: {
    200: {
      description: "A page of numbers; or all of them, as CSV.",
      content: {
        ...json(pageOf(phoneNumberResource, "PhoneNumberPage", { meta: inventoryMeta }), "", {
          ...pageBody([exampleNumber], null),
          meta: { offline_count: 0 },
        }).content,
        "text/csv": { schema: csvFile, example: csvExample },
      },
    },
    ...failures("invalid_cursor"),
  },
});

const get = createRoute({
  ...common,
  method: "get",
  path: "/v1/phone-numbers/{phone_number_id}",
  operationId: "getPhoneNumber",
  summary: "Get a phone number",
  description: "One number by its id or in E.164 form, with its version as `ETag`. Needs `numbers:read`.",
  request: { params: numberPath },
  responses: { 200: answer("The number."), ...failures("not_found") },
});

const patch = createRoute({
  ...common,
  method: "patch",
  path: "/v1/phone-numbers/{phone_number_id}",
  operationId: "updatePhoneNumber",
  summary: "Change a phone number",
  description:
    "Changes the fields that are sent. With `If-Match` it is refused if the number has changed since you read it. " +
    "Needs `numbers:write`.",
  request: {
    params: numberPath,
    headers: ifMatchHeader,
    body: body(numberChange, { friendly_name: "Front desk", tags: ["sales"] }),
  },
  responses: {
    200: answer("The number as it is now."),
    ...failures("not_found", "stale_version", "changed_meanwhile", ...bodyProblems),
  },
});

const moveProblems = failures("not_found", "illegal_transition", "changed_meanwhile");

const releaseRoute = createRoute({
  ...common,
  method: "post",
  path: "/v1/phone-numbers/{phone_number_id}/release",
  operationId: "releasePhoneNumber",
  summary: "Release a phone number",
  description:
    "Gives the number back to the carrier, which then stops billing for it. 200 when the carrier has confirmed; 202 when it " +
    "has not yet, and the platform goes on asking. Refused while a deletion lock is set, and, without `force`, while an " +
    "agent is assigned. Needs `numbers:write`.",
  request: {
    params: numberPath,
    query: z.strictObject({ force: switchedOn("With `true`, a number that has an agent is released all the same.") }),
  },
  responses: {
    200: answer("Released and cooling off.", { status: "cooling_off", released_at: "2026-11-22T12:00:00.000Z" }),
    202: answer("The carrier has not confirmed yet.", { status: "releasing" }),
    ...failures("not_found", "illegal_transition", "changed_meanwhile", "deletion_locked", "agent_assigned"),
  },
});

const suspendRoute = createRoute({
  ...common,
  method: "post",
  path: "/v1/phone-numbers/{phone_number_id}/suspend",
  operationId: "suspendPhoneNumber",
  summary: "Suspend a phone number",
  description:
    "Takes the number out of service; calls to it hear that it is. It stays yours, and billed. Needs `numbers:write`.",
  request: { params: numberPath },
  responses: { 200: answer("The number, suspended.", { status: "suspended" }), ...moveProblems },
});

const resumeRoute = createRoute({
  ...common,
  method: "post",
  path: "/v1/phone-numbers/{phone_number_id}/resume",
  operationId: "resumePhoneNumber",
  summary: "Resume a phone number",
  description: "Puts a suspended number back into service. Needs `numbers:write`.",
  request: { params: numberPath },
  responses: { 200: answer("The number, active."), ...moveProblems },
});

export const numberRoutes = createRouter()
  .openapi(list, async (c) => {
    if (wantsCsv(c)) {
      const paged = ["limit", "cursor"].find((field) => c.req.query(field) !== undefined);
      if (paged) throw invalidField("query", `/${paged}`, "A CSV file has all numbers, and no pages.");
      return c.body(await exportNumbers(ctxOf(c), c.req.valid("query")), 200, csvHeaders("phone-numbers.csv"));
    }
    const [ctx, query] = [ctxOf(c), c.req.valid("query")];
    const { rows, nextCursor, offlineCount } = await listNumbers(ctx, query);
    return c.json({ ...pageBody(rows.map(toPhoneNumber), nextCursor), meta: { offline_count: offlineCount } }, 200);
  })
  .openapi(get, async (c) => {
    const row = await numberOf(ctxOf(c), c.req.valid("param").phone_number_id);
    return c.json(toPhoneNumber(row), 200, { ETag: etagOf(row.version) });
  })
  .openapi(patch, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const row = await updateNumber(ctxOf(c), c.req.valid("param").phone_number_id, c.req.valid("json"), ifMatch);
    return c.json(toPhoneNumber(row), 200, { ETag: etagOf(row.version) });
  })
  .openapi(releaseRoute, async (c) => {
    const row = await releaseNumber(ctxOf(c), c.req.valid("param").phone_number_id, c.req.valid("query"));
    return c.json(toPhoneNumber(row), row.status === "releasing" ? 202 : 200, { ETag: etagOf(row.version) });
  })
  .openapi(suspendRoute, async (c) => {
    const row = await suspendNumber(ctxOf(c), c.req.valid("param").phone_number_id);
    return c.json(toPhoneNumber(row), 200, { ETag: etagOf(row.version) });
  })
  .openapi(resumeRoute, async (c) => {
    const row = await resumeNumber(ctxOf(c), c.req.valid("param").phone_number_id);
    return c.json(toPhoneNumber(row), 200, { ETag: etagOf(row.version) });
  });
