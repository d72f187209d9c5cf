export const findingSeverities = ["info", "warning", "critical"] as const;
export type Severity = (typeof findingSeverities)[number];

interface Kind {
  readonly severity: Severity;
  /** The next step for a person. */
  readonly suggestedAction: string;
}

/** The kinds of findings. A closed list: API users may branch on the names. */
export const findingKinds = {
  purchase_undeliverable: {
    severity: "critical",
    suggestedAction:
      "An item of a large order could not be bought: ten attempts to reach its number's object failed. The platform tries " +
      "again every ten minutes. Cancel the order if you no longer want the number.",
  },
  record_undeliverable: {
    severity: "critical",
    suggestedAction:
      "A webhook of the carrier about a call or message could not be stored in hours of retries, so the record may be incomplete " +
      "or missing. The Worker's log has the error. If the finding belongs to `ten_platform`, the webhook's URL named a number that " +
      "its tenant never owned. Look the call or message up at the carrier by the subject's id, then resolve this.",
  },
  message_not_forwarded: {
    severity: "warning",
    suggestedAction:
      "A message that should be forwarded came while the database was unavailable, and forwarding it later failed. `reason`: it " +
      "was `too_old`, the number was out of service (`number_gone`), the carrier `refused` it, or the outcome is `unknown`, so it " +
      "may have been forwarded. Read it (GET /v1/messages/{message_id}), pass it on yourself if needed, then resolve this.",
  },
  job_failing: {
    severity: "critical",
    suggestedAction:
      "A job of the platform has failed or died several times in a row. Read the errors of its latest runs " +
      "(GET /v1/job-runs), fix the cause and run it by hand (POST /v1/jobs/{name}/run).",
  },
  number_orphaned: {
    severity: "warning",
    suggestedAction:
      "The carrier account has a number that no tenant owns, and bills it. Give it to a tenant (POST /v1/findings/{id}/adopt) " +
      "or back to the carrier (POST /v1/findings/{id}/release).",
  },
  number_missing: {
    severity: "critical",
    suggestedAction:
      "The carrier no longer has the number, so callers do not reach it. Ask the carrier why. If you no longer need it, release " +
      "it; it can be restored for ten days, if the carrier still sells it.",
  },
  number_drifted: {
    severity: "critical",
    suggestedAction:
      "At the carrier the number sends its calls or messages to other URLs. The platform did not set them, so it does not change them. Ask " +
      "the owner of the carrier account to restore the values that `fields` lists as ours, or keep the change and snooze this.",
  },
  number_inactive: {
    severity: "warning",
    suggestedAction:
      "The carrier may reclaim numbers with little use. Call the number or send messages from it before `at_risk_from`, or release " +
      "it if you no longer need it.",
  },
  credential_invalid: {
    severity: "critical",
    suggestedAction:
      "The carrier does not accept the account's credentials, so nothing can be bought, released or compared. Put valid " +
      "credentials into the settings.",
  },
  sync_implausible: {
    severity: "critical",
    suggestedAction:
      "So many numbers are missing from the carrier's list that it may be another account's. No number was set to `lost`. Check " +
      "whether the settings name the right account.",
  },
  delivery_unproven: {
    severity: "critical",
    suggestedAction:
      "The health job sent an event through the platform and it did not arrive. Read `reason`, and `attention` in GET " +
      "/health/report. The job closes this when an event arrives again.",
  },
} as const satisfies Record<string, Kind>;

export type FindingKind = keyof typeof findingKinds;
export const kindNames = Object.keys(findingKinds).filter((name): name is FindingKind => name in findingKinds);
