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
  trunk_number_unknown: {
    severity: "warning",
    suggestedAction:
      "A call came over the SIP trunk for a number that the trunk does not have, so it was answered that the number is not in service. " +
      "`called` is the number as the trunk's carrier wrote it. Add the number to the trunk, or correct the trunk's `number_format`, " +
      "then resolve this.",
  },
  sip_trunk_down: {
    severity: "critical",
    suggestedAction:
      "No gateway of the SIP trunk answers, or the trunk is not at Twilio as it should be. Read GET " +
      "/v1/sip-trunks/{sip_trunk_id}/verification: each rung that failed has a hint. The job `sip-trunk-health` closes this when the " +
      "trunk works again.",
  },
  sip_trunk_not_removed: {
    severity: "warning",
    suggestedAction:
      "The SIP trunk was deleted, but for a week Twilio did not let the platform remove all of it; `part` and `detail` say where it " +
      "stopped. Look in Twilio's Console for SIP domains, BYOC and Elastic SIP trunks, connection policies, credential lists and IP " +
      "access control lists with the name in `label`, delete them, then resolve this.",
  },
  sip_certificate_expiring: {
    severity: "warning",
    suggestedAction:
      "The TLS certificate of a gateway expires within `days` days, or has expired (0). Calls over TLS fail from then on. Renew it on " +
      "the SIP server; the job `sip-trunk-health` closes this when it sees the new one.",
  },
  porting_request_silent: {
    severity: "warning",
    suggestedAction:
      "A porting request has stood still in its status for longer than usual: `days`, of `limit_days` that `source` gives. Read its " +
      "timeline. In `awaiting_signature` remind the authorized person, in `exception` correct what is named; otherwise the operator asks " +
      "Twilio or the losing carrier. The job `porting-progress` closes this when the request moves.",
  },
  porting_status_unknown: {
    severity: "warning",
    suggestedAction:
      "Twilio shows a port or its numbers in `statuses` that the platform does not know, or has no such port any more (`is_missing`), so " +
      "nothing was moved. Look the port up in Twilio's Console by `carrier_request_id`, and move the request by hand " +
      "(POST /v1/porting-requests/{id}/transitions/{name}). The job `porting-progress` closes this when the status is known again.",
  },
  porting_not_prepared: {
    severity: "critical",
    suggestedAction:
      "A port is less than a day away, and its numbers would not be in service or would reach no agent: see `problems`. Correct the " +
      "configuration of the porting request, or have the tenant's caps raised. The job `porting-progress` closes this when all is ready.",
  },
  porting_number_not_in_service: {
    severity: "critical",
    suggestedAction:
      "A number should have moved by its date and is not in service. `reason`: Twilio does not list it (`not_listed`), refuses its URLs " +
      "(`not_configured`), or the tenant may not take it (the code of the problem). Ask Twilio about the first two; free the tenant's cap " +
      "for the last. The platform tries again, and the job `porting-progress` closes this when the number is in service.",
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
  number_ported_out: {
    severity: "critical",
    suggestedAction:
      "Another carrier has taken the number, so callers do not reach it here. `basis` says how this is known: Twilio reported it " +
      "(`carrier_report`), or Twilio no longer has the number and could port it in (`portability`). If its tenant did not order the port, " +
      "the owner of the Twilio account must dispute it at once, in Twilio's Console or by mail to porting@twilio.com: you for a number of " +
      "your own Twilio account, otherwise the platform, which has this finding too. If it did, release the number. `port_out_lock` " +
      "says whether the tenant wanted it locked.",
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
      "The carrier does not accept the account's credentials, so nothing can be bought, released or compared. Correct the settings " +
      "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.",
  },
  carrier_account_refused: {
    severity: "critical",
    suggestedAction:
      "Twilio refuses the credentials of an account that you connected, or the account is not active, so its numbers cannot be " +
      "changed or compared. Read the rungs (GET /v1/carrier-accounts/{carrier_account_id}/verification), correct the credentials " +
      "(PATCH /v1/carrier-accounts/{carrier_account_id}) and verify again, which closes this.",
  },
  porting_setting_conflict: {
    severity: "warning",
    suggestedAction:
      "A setting for porting of the account at Twilio is not as configured; `setting`, `reason` and `detail` say which and why. Ports are " +
      "polled every hour meanwhile. If another program may not have it (`other_program`), set PORTING_SETTINGS to `replace`; to leave " +
      "Twilio's settings alone, to `off`. The job `porting-settings` closes this.",
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
