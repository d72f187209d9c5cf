// Pure: no I/O, no clock, no randomness.
import type { Answer } from "../../api/call";
import { type Transport, transports } from "./trunk-draft";

export type Preset = Answer<"GET", "/v1/sip-presets">["presets"][number];

export interface PresetGateway {
  readonly host: string;
  readonly transport: Transport;
}

/** The parts of a preset's URI, such as `sip:{user}@{subdomain}.sip.livekit.cloud;transport=tls`. */
function partsOf({ uri }: Preset): PresetGateway & { readonly user: string } {
  const [, user = "", host = "", parameters = ""] = /^sips?:([^@]*)@([^;]*)(.*)$/.exec(uri) ?? [];
  const [, named = "udp"] = /;transport=(\w+)/.exec(parameters) ?? [];
  return { user, host, transport: transports.find((each) => each === named) ?? "udp" };
}

/** The blanks that a gateway needs; those of the user belong to the agent. */
export const hostFields = (preset: Preset): Preset["fields"] =>
  preset.fields.filter(({ name }) => partsOf(preset).host.includes(`{${name}}`));

/** The blanks of the URI's user. */
export const userFields = (preset: Preset): Preset["fields"] =>
  preset.fields.filter(({ name }) => partsOf(preset).user.includes(`{${name}}`));

/** The gateway of a preset with its blanks filled in. */
export function presetGateway(preset: Preset, values: Readonly<Record<string, string>>): PresetGateway {
  const { host, transport } = partsOf(preset);
  return { transport, host: host.replaceAll(/\{(\w+)\}/g, (blank, name: string) => values[name]?.trim() || blank) };
}
