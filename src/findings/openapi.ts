import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { findingKinds } from "./kinds";
import { finding } from "./responses";
import type { FindingOperations } from "./routes";

const { severity, suggestedAction } = findingKinds.purchase_undeliverable;

const example = {
  id: "fnd_01k9m8x3zt5v7w9y2a4c6e8g0j",
  tenant_id: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j",
  kind: "purchase_undeliverable",
  severity,
  status: "open",
  subject: { type: "order", id: "ord_01k9m8x3zt5v7w9y2a4c6e8g0j" },
  evidence: { item_id: "itm_01k9m8x3zt5v7w9y2a4c6e8g0j", phone_number: "+14155550123" },
  suggested_action: suggestedAction,
  assignee: null,
  snoozed_until: null,
  created_at: "2026-11-22T10:00:00.000Z",
  resolved_at: null,
  resolved_by: null,
  note: null,
};

const note = "The carrier was down; the order has gone through since.";

const resolved = {
  ...example,
  status: "resolved",
  resolved_at: "2026-11-22T11:00:00.000Z",
  resolved_by: "key:key_01k9m8x3zt5v7w9y2a4c6e8g0j",
  note,
};

const until = "2026-11-23T08:00:00.000Z";

export const findingDocs = describe<FindingOperations>("Findings", {
  listFindings: {
    summary: "List findings",
    description:
      "Facts that need a person, newest first; snoozed findings only with `status=snoozed`. The platform opens a finding " +
      "when it observes a fact, and resolves it when the fact is gone. A fact has at most one open finding. Needs " +
      "`numbers:read`, or `admin` for the platform's own findings and, with `tenant_id`, for any tenant's.",
    success: { 200: answer(pageOf(finding, "FindingPage"), "A page of findings.", pageBody([example], null)) },
  },
  getFinding: {
    summary: "Get a finding",
    description:
      "Returns one finding of your own; with `admin` of any tenant. Only the tenant itself changes it: an operator acts for the tenant.",
    success: { 200: answer(finding, "The finding.", example) },
  },
  resolveFinding: {
    summary: "Resolve a finding",
    description:
      "Resolves a finding. If the platform observes the fact again, it opens a new finding, so snooze the finding instead " +
      "if you want to keep the fact as it is.",
    body: { note },
    success: { 200: answer(finding, "The finding, resolved.", resolved) },
  },
  snoozeFinding: {
    summary: "Snooze a finding",
    description:
      "Hides an open finding from the list until `until`, or shows it again with `null`. The platform still resolves it when its fact is gone.",
    body: { until, note: "The supplier opens tomorrow." },
    success: { 200: answer(finding, "The finding, snoozed.", { ...example, status: "snoozed", snoozed_until: until }) },
  },
  assignFinding: {
    summary: "Assign a finding",
    description: "Names the person or team that deals with an open finding, as free text.",
    body: { assignee: "ops@example.com" },
    success: { 200: answer(finding, "The finding, assigned.", { ...example, assignee: "ops@example.com" }) },
  },
});
