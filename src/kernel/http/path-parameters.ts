import { type IdKind, idPrefixes } from "#kernel/values/ids";
import { trimmed, ungrouped } from "#kernel/values/unseen-characters";
import { Problem } from "./problem";

/** The parameters of paths that are ids, with their kind. */
const idParameters: Readonly<Record<string, IdKind>> = {
  phone_number_id: "phoneNumber",
  agent_id: "agent",
  tenant_id: "tenant",
  key_id: "apiKey",
  reservation_id: "reservation",
  order_id: "order",
  bulk_job_id: "bulkJob",
  sip_trunk_id: "sipTrunk",
  webhook_endpoint_id: "webhookEndpoint",
  finding_id: "finding",
  job_run_id: "job",
  call_id: "call",
  message_id: "message",
  sync_id: "syncRun",
  carrier_account_id: "carrierAccount",
  import_job_id: "importJob",
};

/**
 * A number as E.164, where only its plus sign is missing or its digits are grouped: `14155550123`,
 * `+1 (415) 555-0123`. Other text stays as it is.
 */
export function respelledNumber(text: string): string {
  const digits = ungrouped(text).replace(/^\+/, "");
  return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : text;
}

/** The parameters of a path as the operation takes them. Throws `not_found` for an id of another kind. */
export function readPathParameters(given: Readonly<Record<string, string>>): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, written] of Object.entries(given)) {
    const kind = idParameters[name];
    if (kind !== undefined && isIdOf(kind, written)) {
      read[name] = written;
      continue;
    }
    const text = trimmed(written);
    if (kind !== undefined) requireKind(name, kind, text);
    read[name] = kind === "phoneNumber" ? respelledNumber(text) : text;
  }
  return read;
}

/** Whether nearly all texts of a kind are like this one, so that no other reading of it is looked for. */
const isIdOf = (kind: IdKind, text: string): boolean => text.startsWith(`${idPrefixes[kind]}_`) && /^\w+$/.test(text);

/** The parameters by the prefix of their ids. */
const parameterByPrefix = new Map<string, { readonly name: string; readonly kind: IdKind }>(
  Object.entries(idParameters).map(([name, kind]) => [idPrefixes[kind], { name, kind }]),
);

function requireKind(name: string, kind: IdKind, text: string): void {
  const [prefix = ""] = text.split("_");
  const other = parameterByPrefix.get(prefix);
  if (!other || other.kind === kind) return;
  const or = kind === "phoneNumber" ? ", or be the number in E.164 form" : "";
  throw new Problem(
    "not_found",
    `${text} is of the kind ${other.name}. This path takes ${name}, which must begin with ${idPrefixes[kind]}_${or}.`,
  );
}
