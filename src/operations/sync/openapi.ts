import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { syncDifference, syncResource, syncSummary } from "./responses";
import type { SyncOperations } from "./routes";

const exampleSummary = {
  id: "syn_01k9m8x3zt5v7w9y2a4c6e8g0j",
  tenant_id: null,
  carrier_account_id: null,
  preview: false,
  started_by: "cron",
  status: "completed",
  phase: "closing",
  listed: 1_204,
  compared: 1_203,
  error: null,
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:00:03.000Z",
  ended_at: "2026-11-22T10:00:03.000Z",
};

const none = { planned: 0, done: 0, open: 0 };

const example = {
  ...exampleSummary,
  differences: { orphaned: { ...none, open: 1 }, missing: none, drifted: { ...none, done: 1 }, found: none },
};

const planned = {
  ...exampleSummary,
  differences: { orphaned: { ...none, planned: 1 }, missing: none, drifted: { ...none, planned: 1 }, found: none },
};

const begun = {
  ...example,
  status: "running",
  phase: "listing",
  ended_at: null,
  differences: { orphaned: none, missing: none, drifted: none, found: none },
};

const exampleDifference = {
  kind: "drifted",
  phone_number: "+14155550123",
  tenant_id: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j",
  phone_number_id: "num_01k9m8x3zt5v7w9y2a4c6e8g0j",
  fields: [{ field: "voice_url", ours: "https://numbers.example.com/twilio/…/voice", theirs: "" }],
  action: "repair",
  outcome: "done",
};

export const syncDocs = describe<SyncOperations>("Sync", {
  createSync: {
    summary: "Compare with the carrier",
    description:
      "Compares a carrier account with the inventory, both ways. The platform's account is compared every 15 minutes anyway, by the job " +
      "`sync`, and a tenant's own account every hour, by `account-sync`. In your own account it looks at the numbers that you have " +
      "imported only, and takes nothing back that you set there yourself. While a run of the account is under way, that one is answered. " +
      "With several databases, each gets a run of the platform's account; the answer is that of `DB`, and `GET /v1/sync` lists all. " +
      "Answers 201 when the run ends within the request; otherwise 202, and the job continues the run. `Location` is the run's URL.",
    success: {
      201: answer(syncResource, "The ended run.", example),
      202: answer(syncResource, "The run, which the job continues.", begun),
    },
  },
  previewSync: {
    summary: "Preview a sync",
    description:
      "Compares as `POST /v1/sync` does, but only plans: the run records the action on each difference and changes nothing. Answers " +
      "201 when the run ends within the request; otherwise 202, and the job continues the run. `Location` is the run's URL.",
    success: {
      201: answer(syncResource, "The ended run.", { ...planned, preview: true }),
      202: answer(syncResource, "The run, which the job continues.", { ...begun, preview: true }),
    },
  },
  listSyncs: {
    summary: "List syncs",
    description:
      "Lists comparisons of your own carrier accounts, the newest first; to the platform, all comparisons. Runs are kept for 7 days.",
    success: { 200: answer(pageOf(syncSummary, "SyncPage"), "A page of runs.", pageBody([exampleSummary], null)) },
  },
  getSync: {
    summary: "Get a sync",
    description: "Returns one run with the counts of its differences so far.",
    success: { 200: answer(syncResource, "The run.", example) },
  },
  listSyncDifferences: {
    summary: "List the differences of a sync",
    description: "Lists each difference with the action on it, by kind and number. A preview only plans the actions.",
    success: {
      200: answer(
        pageOf(syncDifference, "SyncDifferencePage"),
        "A page of differences.",
        pageBody([exampleDifference], null),
      ),
    },
  },
});
