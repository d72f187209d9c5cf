import { sharedProblems } from "#kernel/http/operation";
import { Problem, type ProblemCode, problemCatalogue } from "#kernel/http/problem";
import { z } from "#kernel/http/schema";

/** Error answers of the document. Operations with the same problems share one entry in `components.responses`. */

export const problemSchema = z
  .object({
    type: z.string().openapi({ description: "The URL of this problem's explanation." }),
    title: z.string().openapi({ description: "The problem in one line; the same for every problem with this code." }),
    status: z.int().openapi({ description: "The HTTP status of the answer." }),
    code: z.string().openapi({ description: "The stable name of the problem. Branch on this, not on texts." }),
    detail: z.string().openapi({ description: "The cause of this occurrence, and how to resolve it." }),
    request_id: z
      .string()
      .openapi({ description: "The id of this request. Name it when you contact support; the platform's log has it." }),
    retry_after: z.int().optional().openapi({ description: "Seconds to wait before trying again." }),
    carrier_code: z.int().nullable().optional().openapi({ description: "Twilio's own error code, e.g. 21422." }),
    errors: z
      .array(
        z.object({
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
        }),
      )
      .optional()
      .openapi({ description: "The fields that are not valid, each with its reason." }),
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

function nameOf(status: number, codes: readonly ProblemCode[]): string {
  const name = statusNames[status];
  if (name === undefined) throw new Error(`The status ${status} has no name for components.responses.`);
  const further = codes.filter((code) => !shared.has(code));
  return further.length === 0 || isOnly(status) ? name : name + further.map(pascal).join("");
}

const requestId = "req_01k9m8x3zt5v7w9y2a4c6e8g0j";

/** An example of each problem, for references from the answers. */
export const problemExamples = Object.fromEntries(
  Object.entries(problemCatalogue).map(([code, { title }]) => [
    code,
    { summary: title, value: new Problem(code as ProblemCode, title).toDocument(requestId) },
  ]),
);

/** Collects the error answers that operations reference. */
export class ErrorResponses {
  readonly components: Record<string, object> = {};

  /** Returns the references for an operation with these problems, by status. */
  of(codes: readonly ProblemCode[]): Record<string, { $ref: string }> {
    const byStatus = new Map<number, ProblemCode[]>();
    for (const code of codes.toSorted()) {
      const { status } = problemCatalogue[code];
      byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
    }
    const sorted = [...byStatus].sort(([a], [b]) => a - b);
    return Object.fromEntries(
      sorted.map(([status, group]) => [String(status), { $ref: `#/components/responses/${this.#add(status, group)}` }]),
    );
  }

  #add(status: number, codes: readonly ProblemCode[]): string {
    const name = nameOf(status, codes);
    this.components[name] ??= {
      description: codes.map((code) => `\`${code}\`: ${problemCatalogue[code].title}.`).join(" "),
      content: {
        "application/problem+json": {
          schema: { $ref: "#/components/schemas/Problem" },
          examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
        },
      },
    };
    return name;
  }
}
