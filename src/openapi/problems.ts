import { sharedProblems } from "#kernel/http/operation";
import {
  Problem,
  type ProblemCode,
  type ProblemExtras,
  type ProblemMembers,
  problemCatalogue,
} from "#kernel/http/problem";
import { z } from "#kernel/http/schema";
import { money, orNull, problemCode, scope } from "#kernel/http/wire";
import { portingRequirement, preflightFinding } from "#porting/preflight/responses";
import { failureHeaders } from "./headers";

/** Error answers of the document. Operations with the same problems share one entry in `components.responses`. */

const fieldError = z
  .object({
    in: z.enum(["body", "query", "path", "header"]).openapi({
      description: "The part of the request that the error is in.",
      "x-enumDescriptions": {
        body: "The request's body.",
        query: "The query string.",
        path: "A parameter of the path.",
        header: "A header.",
      },
    }),
    pointer: z.string().openapi({ description: "JSON pointer (RFC 6901) to the field in that part." }),
    detail: z.string().openapi({ description: "Why the field is not valid." }),
  })
  .openapi("FieldError", { description: "A field of the request that is not valid, with the reason." });

const occupied = z
  .object({
    id: z.string().openapi({ description: "The phone number's id." }),
    phone_number: z.string().openapi({ description: "The phone number in E.164 form." }),
  })
  .openapi("PhoneNumberReference", { description: "A phone number by its id and in E.164 form." });

/** The members that only some problems have. The type requires one schema for each member that the code can send. */
const members: Readonly<Record<keyof ProblemMembers, z.ZodType>> = {
  required_scope: scope().openapi({ description: "With `missing_scope`: the scope that the key lacks." }),
  first_seq: z
    .int()
    .openapi({ description: "With `events_archived`: the `seq` of the first event that is still in the log." }),
  monthly_cost: z.array(money()).openapi({
    description: "With `cost_limit_exceeded`: the monthly cost of the order, one sum for each currency.",
  }),
  available: z.int().openapi({ description: "With `not_enough_numbers`: how many numbers match." }),
  phone_numbers: z
    .array(occupied)
    .openapi({ description: "With `agent_in_use`: numbers that use the agent, ten at most." }),
  has_more: z.boolean().openapi({ description: "With `agent_in_use`: whether more numbers use the agent." }),
  loop: z.array(z.string()).openapi({
    description: "With `routing_loop`: the numbers in E.164 form, in the order in which they would dial each other.",
  }),
  run_id: z.string().openapi({ description: "With `job_running`: the id of the run." }),
  limit: z.int().openapi({ description: "With `number_limit_reached`: the most numbers that the tenant may have." }),
  used: z
    .int()
    .openapi({ description: "With `number_limit_reached`: the numbers that the tenant has, those on order included." }),
  requested: z.int().openapi({ description: "With `number_limit_reached`: the numbers that the request would add." }),
  cost_limit: money().openapi({
    description: "With `monthly_cost_limit_reached`: the most that the tenant's numbers may cost a month.",
  }),
  cost_used: money().openapi({
    description:
      "With `monthly_cost_limit_reached`: the monthly cost of the tenant's numbers, those on order included.",
  }),
  cost_requested: orNull(money()).openapi({
    description:
      "With `monthly_cost_limit_reached`: the monthly cost that the request would add; null if a price is unknown or in another currency.",
  }),
  reason: z.string().nullable().openapi({
    description: "With `tenant_suspended` and `tenant_closed`: the platform's reason; null if it gave none.",
  }),
  since: z.iso
    .datetime()
    .nullable()
    .openapi({ description: "With `tenant_suspended` and `tenant_closed`: since when." }),
  allowed_transitions: z.array(z.string()).openapi({
    description: "With `illegal_transition` of a porting request: the moves that you can make now.",
  }),
  conflicting_numbers: z.array(z.string()).openapi({
    description: "With a porting request's submission: the numbers for which it was refused, in E.164.",
  }),
  requirements: z.array(portingRequirement).openapi({
    description: "With `requirements_not_met`: the fields and documents that are missing.",
  }),
  findings: z.array(preflightFinding).openapi({
    description: "With `preflight_failed`: the errors that the pre-flight check found.",
  }),
};

const optional = Object.fromEntries(Object.entries(members).map(([name, schema]) => [name, schema.optional()]));

export const problemSchema = z
  .object({
    type: z.string().openapi({ format: "uri-reference", description: "The URL of this problem's explanation." }),
    title: z.string().openapi({ description: "The problem in one line; the same for every problem with this code." }),
    status: z.int().openapi({ description: "The HTTP status of the answer." }),
    code: problemCode(),
    detail: z.string().openapi({ description: "The cause of this occurrence, and how to resolve it." }),
    request_id: z
      .string()
      .openapi({ description: "The id of this request. Name it when you contact support; the platform's log has it." }),
    retry_after: z
      .int()
      .optional()
      .openapi({ description: "Seconds to wait before trying again; the same as the header `Retry-After`." }),
    carrier_code: z.int().nullable().optional().openapi({ description: "Twilio's own error code, e.g. 21422." }),
    errors: z
      .array(fieldError)
      .optional()
      .openapi({ description: "With `validation_failed`: the fields that are not valid, each with its reason." }),
    ...optional,
  })
  .openapi("Problem", { description: "An RFC 9457 problem document (application/problem+json)." });

const statusNames: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  409: "Conflict",
  410: "Gone",
  412: "PreconditionFailed",
  411: "LengthRequired",
  413: "ContentTooLarge",
  415: "UnsupportedMediaType",
  422: "Unprocessable",
  426: "UpgradeRequired",
  429: "TooManyRequests",
  500: "InternalError",
  502: "BadGateway",
  503: "Unavailable",
};

const shared: ReadonlySet<ProblemCode> = new Set(sharedProblems);

/** Returns whether the catalogue has only one problem with this status. */
const isOnly = (status: number): boolean =>
  Object.values(problemCatalogue).filter((problem) => problem.status === status).length === 1;

const pascal = (code: string): string => code.replaceAll(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase());

function nameOf(status: number, given: readonly ProblemCode[]): string {
  const name = statusNames[status];
  if (name === undefined) throw new Error(`The status ${status} has no name for components.responses.`);
  const further = given.filter((code) => !shared.has(code));
  return further.length === 0 || isOnly(status) ? name : name + further.map(pascal).join("");
}

const requestId = "req_01k9m8x3zt5v7w9y2a4c6e8g0j";

/** The parts of examples that only some problems have. */
const extrasOf: Readonly<Partial<Record<ProblemCode, ProblemExtras>>> = {
  validation_failed: { errors: [{ in: "body", pointer: "/phone_number", detail: "This field is required." }] },
  missing_scope: { more: { required_scope: "numbers:write" } },
  events_archived: { more: { first_seq: 1_001 } },
  cost_limit_exceeded: { more: { monthly_cost: [{ amount: "25.30", currency: "USD" }] } },
  not_enough_numbers: { more: { available: 3 } },
  agent_in_use: {
    more: {
      phone_numbers: [{ id: "num_01k9m8x3zt5v7w9y2a4c6e8g0j", phone_number: "+14155550123" }],
      has_more: false,
    },
  },
  tenant_suspended: { more: { reason: "Invoice 2026-10 is unpaid", since: "2026-11-24T10:00:00.000Z" } },
  tenant_closed: { more: { reason: "Contract ended", since: "2026-11-24T10:00:00.000Z" } },
  number_limit_reached: { more: { limit: 100, used: 98, requested: 5 } },
  monthly_cost_limit_reached: {
    more: {
      cost_limit: { amount: "150.00", currency: "USD" },
      cost_used: { amount: "149.50", currency: "USD" },
      cost_requested: { amount: "1.15", currency: "USD" },
    },
  },
  routing_loop: { more: { loop: ["+14155550123", "+14155550124", "+14155550123"] } },
  job_running: { retryAfter: 60, more: { run_id: "job_01k9m8x3zt5v7w9y2a4c6e8g0j" } },
  rate_limited: { retryAfter: 7 },
  request_in_progress: { retryAfter: 2 },
  storage_unavailable: { retryAfter: 2 },
  carrier_busy: { retryAfter: 1 },
  carrier_refused: { carrierCode: 21_422 },
};

const exampleProblem = (code: ProblemCode, title: string): object => {
  const example = new Problem(code, title, extrasOf[code]).toDocument(requestId);
  return problemSchema.strict().parse(example);
};

/** An example of each problem, for references from the answers. */
export const problemExamples = Object.fromEntries(
  Object.entries(problemCatalogue).map(([code, { title }]) => [
    code,
    { summary: title, value: exampleProblem(code as ProblemCode, title) },
  ]),
);

/** Collects the error answers that operations reference. */
export class ErrorResponses {
  readonly components: Record<string, object> = {};

  /** Returns the references for an operation with these problems, by status. */
  of(failures: readonly ProblemCode[]): Record<string, { $ref: string }> {
    const byStatus = new Map<number, ProblemCode[]>();
    for (const code of failures.toSorted()) {
      const { status } = problemCatalogue[code];
      byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
    }
    const sorted = [...byStatus].sort(([a], [b]) => a - b);
    return Object.fromEntries(
      sorted.map(([status, group]) => [String(status), { $ref: `#/components/responses/${this.#add(status, group)}` }]),
    );
  }

  #add(status: number, group: readonly ProblemCode[]): string {
    const name = nameOf(status, group);
    this.components[name] ??= {
      description: group.map((code) => `\`${code}\`: ${problemCatalogue[code].title}.`).join(" "),
      headers: failureHeaders(status),
      content: {
        "application/problem+json": {
          schema: { $ref: "#/components/schemas/Problem" },
          examples: Object.fromEntries(group.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
        },
      },
    };
    return name;
  }
}
