import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { toReason } from "../reasons/wire";
import { portabilityCheck, portabilityCheckSummary, portabilityResult } from "./responses";
import type { PortabilityOperations } from "./routes";

const portable = {
  phone_number: "+14155550123",
  status: "checked",
  portable: true,
  path: "twilio",
  reason: null,
  conflict: null,
  pin_required: true,
  account_number_required: true,
  fast_port: null,
  losing_carrier: null,
  messaging: null,
  type: "mobile",
  country: "US",
  checked_at: "2026-11-29T10:00:00.400Z",
  is_cached: false,
};

const tollFree = {
  ...portable,
  phone_number: "+18005550123",
  portable: false,
  path: "operator",
  reason: toReason({ code: "operator_path_only", carrierCode: "22133", text: "MANUAL_PORTING_AVAILABLE" }),
  pin_required: false,
  account_number_required: false,
  type: "toll_free",
  checked_at: "2026-11-29T04:00:00.000Z",
  is_cached: true,
};

const pending = {
  ...portable,
  phone_number: "+12125550123",
  status: "pending",
  portable: null,
  path: null,
  pin_required: null,
  account_number_required: null,
  type: "local",
  checked_at: null,
};

const summary = {
  id: "pck_01k9m8x3zt5v7w9y2a4c6e8g0j",
  status: "completed",
  counts: { total: 2, pending: 0, portable: 1, not_portable: 1, undetermined: 0 },
  created_at: "2026-11-29T10:00:00.000Z",
  ended_at: "2026-11-29T10:00:00.400Z",
};

const completed = { ...summary, results: [portable, tollFree], has_more_results: false };

const processing = {
  ...summary,
  status: "processing",
  counts: { total: 2, pending: 1, portable: 1, not_portable: 0, undetermined: 0 },
  ended_at: null,
  results: [portable, pending],
  has_more_results: false,
};

export const portabilityDocs = describe<PortabilityOperations>("Porting", {
  createPortabilityCheck: {
    summary: "Check portability",
    description:
      "Finds out whether numbers of other carriers can be ported here, and what their carriers want. Twilio answers for one number at a " +
      "time: answers of the last day are used again (`is_cached`), the first few numbers are asked about at once, and the rest in the " +
      "background, each as soon as Twilio allows. Answers 201 when all numbers have their answer, else 202; `Location` is the check's " +
      "URL, for polling, and the event `portability_check.completed` reports the end. A number that Twilio does not answer for within a " +
      "day stays undetermined.",
    bodies: { some: { summary: "Two numbers", value: { phone_numbers: ["+14155550123", "+18005550123"] } } },
    success: {
      201: answer(portabilityCheck, "The check, with every answer.", completed),
      202: answer(portabilityCheck, "The check, under way.", processing),
    },
  },
  listPortabilityChecks: {
    summary: "List portability checks",
    description: "Lists your portability checks, the newest first, without their results.",
    success: {
      200: answer(
        pageOf(portabilityCheckSummary, "PortabilityCheckPage"),
        "A page of checks.",
        pageBody([summary], null),
      ),
    },
  },
  getPortabilityCheck: {
    summary: "Get a portability check",
    description:
      "Returns a check with its counts and the results of its first numbers. `conflict` is as of now; everything else is as " +
      "Twilio answered.",
    success: { 200: answer(portabilityCheck, "The check.", completed) },
  },
  listPortabilityResults: {
    summary: "List the results of a portability check",
    description: "Lists the result of each number, in the order of your request.",
    success: {
      200: answer(
        pageOf(portabilityResult, "PortabilityResultPage"),
        "A page of results.",
        pageBody([portable, tollFree], null),
      ),
    },
  },
});
