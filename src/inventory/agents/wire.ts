import { lazily, z } from "#kernel/http/schema";
import { singleLineText } from "#kernel/http/wire";
import { isoTime } from "#kernel/values/time";
import { destination, fromDestination } from "./destination-wire";
import type { agent, agentCheck } from "./responses";
import type { AgentRow } from "./table";

const name = lazily(() => singleLineText().trim().min(1).max(100));

export const newAgent = lazily(() => z.strictObject({ name: name(), destination: destination() }).openapi("NewAgent"));

export const agentChange = lazily(() =>
  z
    .strictObject({
      name: name().optional(),
      destination: destination().optional().openapi({ description: "Replaces the whole destination." }),
    })
    .openapi("AgentChange"),
);

export type AgentWire = z.output<typeof agent>;

export const toAgent = (row: AgentRow): AgentWire => ({
  id: row.id,
  name: row.name,
  destination: fromDestination(row.destination),
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});

export type AgentCheckWire = z.infer<typeof agentCheck>;
