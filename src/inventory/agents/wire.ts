import { z } from "@hono/zod-openapi";
import { singleLineText } from "#kernel/http/wire";
import { isoTime } from "#kernel/values/time";
import { checkResults } from "./check-result";
import { destination, fromDestination } from "./destination-wire";
import type { AgentRow } from "./table";

const name = singleLineText.trim().min(1).max(100);

export const newAgent = z.strictObject({ name, destination }).openapi("NewAgent");

export const agentChange = z
  .strictObject({
    name: name.optional(),
    destination: destination.optional().openapi({ description: "Replaces the destination whole." }),
  })
  .openapi("AgentChange");

export const agent = z
  .object({
    id: z.string(),
    name: z.string(),
    destination,
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("Agent");

export type AgentWire = z.output<typeof agent>;

export const toAgent = (row: AgentRow): AgentWire => ({
  id: row.id,
  name: row.name,
  destination: fromDestination(row.destination),
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});

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

export type AgentCheckWire = z.infer<typeof agentCheck>;
