import type { CarrierSip } from "#kernel/ports/carrier-sip";
import { differences, type WantedPart } from "./parts";
import { type Provisioned, partsOf } from "./provisioned";
import { provisioningError } from "./provisioning-hints";
import { findPart, withIds } from "./reconcile-parts";
import type { CarrierCheck } from "./trunk-health";

/** Compares a trunk's parts with Twilio, and changes nothing. */
export async function checkParts(
  sip: CarrierSip,
  wanted: readonly WantedPart[],
  provisioned: Provisioned,
): Promise<CarrierCheck[]> {
  const checks: CarrierCheck[] = [];
  for (const part of wanted) checks.push(await checkPart(sip, part, provisioned));
  return checks;
}

async function checkPart(sip: CarrierSip, part: WantedPart, provisioned: Provisioned): Promise<CarrierCheck> {
  const { name, kind, parent } = part;
  const { parentId, fields } = withIds(part, provisioned);
  if (parent !== null && parentId === "") {
    return { part: name, status: "failed", detail: `Twilio does not have the ${parent} that it belongs to.` };
  }
  const listed = await sip.list(kind, parentId);
  if (listed.kind !== "ok") {
    const { code, detail } = provisioningError(name, listed);
    return { part: name, status: code === "carrier_refused" ? "failed" : "unknown", detail };
  }
  const stored = partsOf(provisioned).find((one) => one.name === name);
  const found = findPart(part, listed.value, fields, stored);
  if (!found) return { part: name, status: "failed", detail: "Twilio does not have it. Provision the trunk again." };
  const changed = differences(fields, found.fields);
  if (changed.length === 0) return { part: name, status: "passed", detail: "It is at Twilio as the settings say." };
  return {
    part: name,
    status: "failed",
    detail: `Twilio has other values for ${changed.join(", ")}. Provision the trunk again to correct them.`,
  };
}
