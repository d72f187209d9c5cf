export const severities = ["info", "warning", "critical"] as const;
export type Severity = (typeof severities)[number];

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
  job_failing: {
    severity: "critical",
    suggestedAction:
      "A job of the platform has failed or died several times in a row. Read the errors of its latest runs " +
      "(GET /v1/job-runs), mend what they name and run it by hand (POST /v1/jobs/{name}/run).",
  },
} as const satisfies Record<string, Kind>;

export type FindingKind = keyof typeof findingKinds;
export const kindNames = Object.keys(findingKinds).filter((name): name is FindingKind => name in findingKinds);
