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
        "`inconclusive`: the check could not find out; `not_applicable`: this kind of destination can't be checked.",
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
      .openapi({ description: "The steps of the check, in order. The first one that is not `ok` ends the check." }),
    checked_at: z.iso.datetime(),
  })
  .openapi("AgentCheck");

export type AgentCheck = z.output<typeof agentCheck>;
