export const findingSeverities = ["info", "warning", "critical"] as const;
export type Severity = (typeof findingSeverities)[number];

interface Kind {
  readonly severity: Severity;
  /** What the person should do about it. */
  readonly suggestedAction: string;
}

/** What can need a person. A closed list: callers may branch on the names. */
export const findingKinds = {
  purchase_undeliverable: {
    severity: "critical",
    suggestedAction:
      "An item of a large order could not be handed to its number's object ten times over. It is tried again every ten " +
      "minutes; cancel the order if the number is not wanted any more.",
  },
  record_undeliverable: {
    severity: "critical",
    suggestedAction:
      "What a webhook of the carrier told of a call or message could not be written down in hours of trying, so the record may " +
      "be incomplete or missing. The log has the error; a finding of the platform's own is about a number that never was the " +
      "tenant's whose id is in the webhook's URL. The carrier still knows the call or message by the subject's id; resolve this " +
      "when you have seen to it.",
  },
  message_not_forwarded: {
    severity: "warning",
    suggestedAction:
      "A message that was to be passed on came while the database was away, and passing it on afterwards did not work: it was " +
      "`too_old`, the number no more in service (`number_gone`), the carrier `refused` it, or what became of it is `unknown`, so " +
      "that it may have been passed on after all. Read it (GET /v1/messages/{message_id}) and see to it yourself; then resolve " +
      "this.",
  },
  job_failing: {
    severity: "critical",
    suggestedAction:
      "A job of the platform has failed or died several times in a row. Read the errors of its latest runs " +
      "(GET /v1/job-runs), mend what they name and run it by hand (POST /v1/jobs/{name}/run).",
  },
  number_orphaned: {
    severity: "warning",
    suggestedAction:
      "The carrier account has a number that is nobody's here, and bills it. Give it to a tenant (POST /v1/findings/{id}/adopt) " +
      "or back to the carrier (POST /v1/findings/{id}/release).",
  },
  number_missing: {
    severity: "critical",
    suggestedAction:
      "The carrier does not have the number any more, so nobody reaches it. Ask the carrier what became of it. If it is to go, " +
      "release it; it can be restored for ten days, if the carrier still sells it.",
  },
  number_drifted: {
    severity: "critical",
    suggestedAction:
      "Somebody changed at the carrier where the number's calls or messages go. What stands there is not ours, so it was left " +
      "alone: have whoever keeps the carrier account put back what `fields` lists as ours, or leave it and snooze this.",
  },
  number_inactive: {
    severity: "warning",
    suggestedAction:
      "The carrier may take back numbers that are hardly used. Have the number called or send messages from it before " +
      "`at_risk_from`, or release it if nobody needs it any more.",
  },
  credential_invalid: {
    severity: "critical",
    suggestedAction:
      "The carrier does not accept the account's credentials, so nothing can be bought, released or compared. Put the right ones " +
      "into the settings.",
  },
  sync_implausible: {
    severity: "critical",
    suggestedAction:
      "So many numbers are missing from the carrier's list that it may be another account's. Nothing was marked lost. Look " +
      "whether the account in the settings is the right one.",
  },
  delivery_unproven: {
    severity: "critical",
    suggestedAction:
      "The health job sent something through the platform and it did not arrive. Read `reason`, and GET /health/report for what " +
      "else is not well; the job closes this when it gets through again.",
  },
} as const satisfies Record<string, Kind>;

export type FindingKind = keyof typeof findingKinds;
export const kindNames = Object.keys(findingKinds).filter((name): name is FindingKind => name in findingKinds);
