import { createRoute, z } from "@hono/zod-openapi";
import {
  bearer,
  body,
  bodyProblems,
  carrierProblems,
  createRouter,
  ctxOf,
  etagOf,
  failures,
  ifMatchHeader,
  json,
  pageBody,
  pageOf,
  pageQuery,
  versioned,
} from "#kernel/http/http";
import { country } from "#kernel/http/wire";
import { numberTypes } from "#kernel/ports/carrier";
import { freeClaim } from "./free-claim";
import { defaultOf, listDefaults } from "./queries";
import { requirementsOf } from "./read-requirements";
import { removeDefault } from "./remove-default";
import { setDefault } from "./set-default";
import { newDefault, regulatoryDefault, regulatoryRequirements, toDefault, toDocuments, toRequirements } from "./wire";

const common = { security: bearer, tags: ["Regulatory needs"] };

const example = {
  country: "DE",
  type: "local",
  address_sid: "AD0123456789abcdef0123456789abcdef",
  bundle_sid: "BU0123456789abcdef0123456789abcdef",
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:00:00.000Z",
};

const exampleField = { name: "business_name", label: "Business Name", description: "The name it is registered by." };

const exampleRequirements = {
  country: "DE",
  type: "local",
  requirements: { address: "local", bundle: true },
  regulations: [
    {
      id: "RN0123456789abcdef0123456789abcdef",
      name: "Germany: Local - Business",
      end_user: "business",
      information: [exampleField],
      documents: [
        {
          name: "identity_proof",
          label: "Proof of identity",
          description: "Who the end user is.",
          accepted: [
            {
              name: "commercial_registrar_excerpt",
              label: "Excerpt from the commercial register",
              fields: [exampleField],
            },
          ],
        },
      ],
    },
  ],
};

const requirements = createRoute({
  ...common,
  method: "get",
  path: "/v1/regulatory-requirements",
  operationId: "getRegulatoryRequirements",
  summary: "What numbers of a country and type need",
  description:
    "Whether the carrier wants an address or a regulatory bundle before it sells such a number, and what the bundle must " +
    "contain, for individuals and for businesses. Read from the carrier. Needs `numbers:read`.",
  request: {
    query: z.strictObject({
      country,
      type: z.enum(numberTypes).default("local").openapi({ description: "The type of number." }),
    }),
  },
  responses: {
    200: json(regulatoryRequirements, "What is needed.", exampleRequirements),
    ...failures("number_type_unavailable", ...carrierProblems),
  },
});

const list = createRoute({
  ...common,
  method: "get",
  path: "/v1/regulatory-defaults",
  operationId: "listRegulatoryDefaults",
  summary: "List defaults for addresses and bundles",
  description: "What your numbers are bought with, by country and type. Needs `numbers:read`.",
  request: { query: z.strictObject(pageQuery()) },
  responses: {
    200: json(pageOf(regulatoryDefault, "RegulatoryDefaultPage"), "A page of defaults.", pageBody([example], null)),
    ...failures("invalid_cursor"),
  },
});

const path = "/v1/regulatory-defaults/{country}/{type}";
const params = z.object({
  country: z.string().openapi({
    param: { name: "country", in: "path" },
    description: "ISO 3166-1 alpha-2, in capitals.",
    example: example.country,
  }),
  type: z.string().openapi({
    param: { name: "type", in: "path" },
    description: `One of ${numberTypes.join(", ")}.`,
    example: example.type,
  }),
});
const answer = (description: string) => versioned(regulatoryDefault, description, example);

const get = createRoute({
  ...common,
  method: "get",
  path,
  operationId: "getRegulatoryDefault",
  summary: "Get a default address and bundle",
  description: "What your numbers of this country and type are bought with. Needs `numbers:read`.",
  request: { params },
  responses: { 200: answer("The default."), ...failures("not_found") },
});

const put = createRoute({
  ...common,
  method: "put",
  path,
  operationId: "setRegulatoryDefault",
  summary: "Set a default address and bundle",
  description:
    "What your numbers of this country and type are bought with from now on, where an order does not name its own. The " +
    "carrier must have the address and the bundle; the bundle must be approved and for such numbers. They become yours: no " +
    "other tenant can use them. Replaces the default whole. Needs `numbers:write`.",
  request: {
    params,
    headers: ifMatchHeader,
    body: body(newDefault, { address_sid: example.address_sid, bundle_sid: example.bundle_sid }),
  },
  responses: {
    200: answer("The default as it is now."),
    ...failures(
      "not_found",
      "stale_version",
      "changed_meanwhile",
      "number_type_unavailable",
      "local_address_required",
      "bundle_rejected",
      ...bodyProblems,
      ...carrierProblems,
    ),
  },
});

const remove = createRoute({
  ...common,
  method: "delete",
  path,
  operationId: "removeRegulatoryDefault",
  summary: "Remove a default address and bundle",
  description:
    "Orders that are placed from now on must name their own. Removing one that is not there is no error. Needs `numbers:write`.",
  request: { params },
  responses: { 204: { description: "There is none any more." }, ...failures("not_found") },
});

const free = createRoute({
  ...common,
  method: "delete",
  path: "/v1/regulatory-claims/{sid}",
  operationId: "freeRegulatoryClaim",
  summary: "Free an address or a bundle",
  description:
    "For the platform: an address or bundle that became a tenant's, by a purchase or as a default, is nobody's again, and " +
    "then whoever's uses it first. Numbers that were bought with it stay as they are. Refused while it is a default of that " +
    "tenant. Freeing what is nobody's is no error. Needs the scope `admin`.",
  request: {
    params: z.object({
      sid: z.string().openapi({
        param: { name: "sid", in: "path" },
        description: "The carrier's id of the address or the bundle.",
        example: example.bundle_sid,
      }),
    }),
  },
  responses: {
    204: { description: "It is nobody's." },
    ...failures("not_found", "illegal_transition"),
  },
});

export const regulatoryRoutes = createRouter()
  .openapi(requirements, async (c) => c.json(toRequirements(await requirementsOf(ctxOf(c), c.req.valid("query"))), 200))
  .openapi(list, async (c) => {
    const page = await listDefaults(ctxOf(c), c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toDefault), page.nextCursor), 200);
  })
  .openapi(get, async (c) => {
    const row = await defaultOf(ctxOf(c), c.req.valid("param"));
    return c.json(toDefault(row), 200, { ETag: etagOf(row.version) });
  })
  .openapi(put, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const row = await setDefault(ctxOf(c), c.req.valid("param"), toDocuments(c.req.valid("json")), ifMatch);
    return c.json(toDefault(row), 200, { ETag: etagOf(row.version) });
  })
  .openapi(remove, async (c) => {
    await removeDefault(ctxOf(c), c.req.valid("param"));
    return c.body(null, 204);
  })
  .openapi(free, async (c) => {
    await freeClaim(ctxOf(c), c.req.valid("param").sid);
    return c.body(null, 204);
  });
