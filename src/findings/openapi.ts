import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { finding } from "./responses";
import type { FindingOperations } from "./routes";

const example = {
  id: "fnd_01k9m8x3zt5v7w9y2a4c6e8g0j",
  tenant_id: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j",
  kind: "purchase_undeliverable",
  severity: "critical",
  status: "open",
  subject: { type: "order", id: "ord_01k9m8x3zt5v7w9y2a4c6e8g0j" },
  evidence: { item_id: "itm_01k9m8x3zt5v7w9y2a4c6e8g0j", phone_number: "+14155550123" },
  suggested_action: "Cancel the order if the number is not wanted any more.",
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
      "Things that need a person, the newest first, without those that are snoozed unless `status` asks for them. A finding opens " +
      "and closes by itself with the fact it tells of, and of one fact there is at most one that is open. Needs `numbers:read`, or `admin` for the platform's own and, with `tenant_id`, for anybody's.",
    success: { 200: answer(pageOf(finding, "FindingPage"), "A page of findings.", pageBody([example], null)) },
  },
  getFinding: {
    summary: "Get a finding",
    description: "One finding as it stands now.",
    success: { 200: answer(finding, "The finding.", example) },
  },
  resolveFinding: {
    summary: "Resolve a finding",
    description:
      "Says that somebody has seen to it. If the fact is still there the next time the platform looks, it becomes a new finding: " +
      "snooze what is to stay as it is.",
    body: { note },
    success: { 200: answer(finding, "The finding, resolved.", resolved) },
  },
  snoozeFinding: {
    summary: "Snooze a finding",
    description:
      "Keeps an open finding out of the list until then, or brings it back with `null`. It still closes by itself.",
    body: { until, note: "The supplier opens tomorrow." },
    success: { 200: answer(finding, "The finding, snoozed.", { ...example, status: "snoozed", snoozed_until: until }) },
  },
  assignFinding: {
    summary: "Assign a finding",
    description: "Says who is to see to an open finding, in words of yours.",
    body: { assignee: "ops@example.com" },
    success: { 200: answer(finding, "The finding, assigned.", { ...example, assignee: "ops@example.com" }) },
  },
});
