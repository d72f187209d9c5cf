import { fromPlan, toPlan } from "#inventory/routing/wire";
import type { z } from "#kernel/http/schema";
import { agentsIn } from "#kernel/values/routing-plan";
import type { portedNumberSettings } from "./fields";
import type { PortedNumberSettings } from "./values";

type SettingsWire = z.output<ReturnType<typeof portedNumberSettings>>;

export const toSettings = ({ agent_id, routing, tags }: SettingsWire): PortedNumberSettings => ({
  agent_id,
  routing: routing && toPlan(routing),
  tags,
});

export const fromSettings = ({ agent_id, routing, tags }: PortedNumberSettings): SettingsWire => ({
  agent_id,
  routing: routing && fromPlan(routing),
  tags: [...tags],
});

/** The ids of all agents in the settings. */
export const agentsInSettings = ({ agent_id, routing }: PortedNumberSettings): string[] => [
  ...new Set([...(agent_id === null ? [] : [agent_id]), ...(routing ? agentsIn(routing) : [])]),
];
