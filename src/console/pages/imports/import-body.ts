// Pure: no I/O, no clock, no randomness.
import type { BodyFor } from "../../api/call";
import type { ImportOptions } from "./import-options";

type ImportBody = NonNullable<BodyFor<"POST", "/v1/carrier-accounts/{carrier_account_id}/import">>;

/** A preview that was asked for, and the request that it looked at. */
export interface Preview {
  readonly jobId: string;
  readonly request: string;
}

/** The request that imports the chosen numbers with these options. */
export function importBody(
  chosen: ReadonlySet<string> | "all",
  { agentId, tags, overwrite }: ImportOptions,
): ImportBody {
  const configuration = { ...(agentId && { agent_id: agentId }), ...(tags.length > 0 && { tags: [...tags] }) };
  return {
    ...(chosen === "all" ? { all: true as const } : { phone_numbers: [...chosen] }),
    ...(Object.keys(configuration).length > 0 && { configuration }),
    ...(overwrite.length > 0 && { overwrite: [...overwrite] }),
  };
}

/** Whether a preview shows what this request would do: nothing that it depends on has changed since. */
export const standsFor = (preview: Preview | null, request: string): preview is Preview => preview?.request === request;
