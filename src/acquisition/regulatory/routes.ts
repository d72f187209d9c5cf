import { etagOf } from "#kernel/http/etag";
import { ctxOf, pageQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import {
  carrierProblems,
  json,
  needs,
  operation,
  other,
  page,
  READ_ONLY,
  type ReadOnlyOf,
  versioned,
} from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { country } from "#kernel/http/wire";
import { numberTypes } from "#kernel/ports/carrier";
import { freeClaim } from "./free-claim";
import { defaultOf, listDefaults } from "./queries";
import { requirementsOf } from "./read-requirements";
import { removeDefault } from "./remove-default";
import type { RegulatoryDefault, RegulatoryRequirements } from "./responses";
import { setDefault } from "./set-default";
import { newDefault, toDefault, toDocuments, toRequirements } from "./wire";

const requirements = operation({
  id: "getRegulatoryRequirements",
  method: "get",
  path: "/v1/regulatory-requirements",
  access: needs("numbers:read"),
  query: () =>
    z.strictObject({
      country: country(),
      type: z.enum(numberTypes).default("local").openapi({ description: "The type of number." }),
    }),
  success: { 200: json<RegulatoryRequirements>() },
  failures: ["number_type_unavailable", ...carrierProblems],
});

const list = operation({
  id: "listRegulatoryDefaults",
  method: "get",
  path: "/v1/regulatory-defaults",
  access: needs("numbers:read"),
  query: () => z.strictObject(pageQuery()),
  success: { 200: page<RegulatoryDefault>() },
});

const get = operation({
  id: "getRegulatoryDefault",
  method: "get",
  path: "/v1/regulatory-defaults/{country}/{type}",
  access: needs("numbers:read"),
  success: { 200: versioned<RegulatoryDefault>() },
});

const put = operation({
  id: "setRegulatoryDefault",
  method: "put",
  path: "/v1/regulatory-defaults/{country}/{type}",
  access: needs("numbers:write"),
  conditional: true,
  body: newDefault,
  readOnly: {
    created_at: READ_ONLY,
    country: "The path names the country. Leave this field out.",
    type: "The path names the type. Leave this field out.",
    updated_at: READ_ONLY,
  } satisfies ReadOnlyOf<RegulatoryDefault, typeof newDefault>,
  success: { 200: versioned<RegulatoryDefault>() },
  failures: [
    "changed_meanwhile",
    "number_type_unavailable",
    "local_address_required",
    "bundle_rejected",
    ...carrierProblems,
  ],
});

const remove = operation({
  id: "removeRegulatoryDefault",
  method: "delete",
  path: "/v1/regulatory-defaults/{country}/{type}",
  access: needs("numbers:write"),
  success: { 204: other },
});

const free = operation({
  id: "freeRegulatoryClaim",
  method: "delete",
  path: "/v1/regulatory-claims/{sid}",
  access: needs("admin"),
  success: { 204: other },
  failures: ["illegal_transition"],
});

export type RegulatoryOperations =
  | typeof requirements
  | typeof list
  | typeof get
  | typeof put
  | typeof remove
  | typeof free;

export const regulatoryRoutes = createRouter()
  .operation(requirements, async (c) =>
    c.json(toRequirements(await requirementsOf(ctxOf(c), c.req.valid("query"))), 200),
  )
  .operation(list, async (c) => {
    const page = await listDefaults(ctxOf(c), c.req.valid("query"));
    return c.json(listPage(c, page.rows.map(toDefault), page.nextCursor), 200);
  })
  .operation(get, async (c) => {
    const row = await defaultOf(ctxOf(c), c.req.valid("param"));
    return c.json(toDefault(row), 200, { ETag: etagOf(row.version) });
  })
  .operation(put, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const row = await setDefault(ctxOf(c), c.req.valid("param"), toDocuments(c.req.valid("json")), ifMatch);
    return c.json(toDefault(row), 200, { ETag: etagOf(row.version) });
  })
  .operation(remove, async (c) => {
    await removeDefault(ctxOf(c), c.req.valid("param"));
    return c.body(null, 204);
  })
  .operation(free, async (c) => {
    await freeClaim(ctxOf(c), c.req.valid("param").sid);
    return c.body(null, 204);
  });
