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
    "A `friendly_name` that a spreadsheet would read as a formula (beginning with `=`, `+`, `-`, `@` or a tab) gets a leading " +
    "apostrophe.",
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
    "Your numbers in every status, unless you filter by `status`. All given filters must hold. Any filters go together, with any " +
    "`sort`. With `Accept: text/csv` the answer is a CSV file (RFC 4180, UTF-8) of all numbers that the filters find, in the same " +
    "order, without `limit` and `cursor`. If an error interrupts the file, the connection breaks off, so that you cannot take it " +
    "for a complete one. Needs `numbers:read`.",
  request: {
    query: numberQuery,
  },
  responses: {
    200: {
      description: "A page of numbers; or all of them as CSV.",
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
    "Changes the fields that you send. With `If-Match`, the request fails if the number has changed since you read it. " +
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
    "Gives the number back to Twilio, which then stops billing for it. 200 if Twilio has confirmed the release; 202 if it has not " +
    "yet: the platform keeps retrying. Fails while a deletion lock is set, and, without `force`, while an agent is assigned. " +
    "Needs `numbers:write`.",
  request: {
    params: numberPath,
    query: z.strictObject({
      force: switchedOn("With `true`, a number with an agent is released too; its assignment ends."),
    }),
  },
  responses: {
    200: answer("Released and cooling off.", { status: "cooling_off", released_at: "2026-11-22T12:00:00.000Z" }),
    202: answer("Twilio has not confirmed the release yet.", { status: "releasing" }),
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
    "Takes the number out of service: callers hear that it is not in service. The number stays yours and is still billed. " +
    "Needs `numbers:write`.",
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
