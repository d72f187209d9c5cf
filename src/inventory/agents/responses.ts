import { z } from "#kernel/http/schema";
import { checkResults } from "./check-result";
import { destination } from "./destination-wire";

export const agent = z
  .object({
    id: z.string(),
    name: z.string(),
    destination: destination(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("Agent");

export type Agent = z.output<typeof agent>;

export const agentCheck = z
  .object({
    agent_id: z.string(),
    result: z.enum(checkResults).openapi({
      description:
        "`inconclusive`: it could not be found out from here; `not_applicable`: this kind of agent has nothing to ask.",
    }),
    steps: z
      .array(
        z.object({
          step: z.enum(["name", "handshake", "request"]),
          result: z.enum(["ok", "failed", "inconclusive"]),
          detail: z.string(),
          latency_ms: z.int().nullable(),
        }),
      )
      .openapi({ description: "What was tried, in order; the first that is not `ok` ends it." }),
    checked_at: z.iso.datetime(),
  })
  .openapi("AgentCheck");

export type AgentCheck = z.output<typeof agentCheck>;
