import { findingKinds } from "#findings/kinds";
import { finding } from "#findings/responses";
import { answer, describe } from "#kernel/http/openapi";
import type { OrphanOperations } from "./orphan-routes";

const { severity, suggestedAction } = findingKinds.number_orphaned;

const example = {
  id: "fnd_01k9m8x3zt5v7w9y2a4c6e8g0j",
  tenant_id: "ten_platform",
  kind: "number_orphaned",
  severity,
  status: "resolved",
  subject: { type: "carrier_number", id: "+14155550123" },
  evidence: {
    phone_number: "+14155550123",
    carrier_account: "platform",
    carrier_id: "PN0123456789abcdef0123456789abcdef",
    label: "Front desk",
    order_item_id: null,
    bought_at: "2026-11-20T09:00:00.000Z",
  },
  suggested_action: suggestedAction,
  assignee: null,
  snoozed_until: null,
  created_at: "2026-11-22T10:00:00.000Z",
  resolved_at: "2026-11-22T11:00:00.000Z",
  resolved_by: "admin",
  note: "Adopted by ten_01k9m8x3zt5v7w9y2a4c6e8g0j as num_01k9m8x3zt5v7w9y2a4c6e8g0j.",
};

export const orphanDocs = describe<OrphanOperations>("Findings", {
  adoptOrphanedNumber: {
    summary: "Adopt an orphaned number",
    description:
      "Gives a number that the carrier account has and no tenant owns to a tenant, without buying it. Sets the new owner's webhook " +
      "URLs. URLs, applications or a trunk of another party stay unless `overwrite_urls` is `true`.",
    body: { tenant_id: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j" },
    success: { 200: answer(finding, "The finding, resolved.", example) },
  },
  releaseOrphanedNumber: {
    summary: "Release an orphaned number",
    description:
      "Releases a number that the carrier account has and no tenant owns. The finding stays open until the carrier confirms the " +
      "release.",
    success: { 200: answer(finding, "The finding.", { ...example, note: "Given back to the carrier." }) },
  },
});
