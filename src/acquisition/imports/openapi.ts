import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { carrierNumber, detachment, importItem, importJob } from "./responses";
import type { ImportOperations } from "./routes";

const account = "cac_01k9m8x3zt5v7w9y2a4c6e8g0j";
const sid = "PN00000000000000000000000000005a4d";
const trunk = "TK00000000000000000000000000005a4d";

const trunkObstacle = {
  kind: "trunk",
  setting: "trunk_sid",
  value: trunk,
  can_overwrite: true,
  detail: `The SIP trunk ${trunk} answers its calls. Send "overwrite": ["trunk"] to replace it; a detachment puts it back.`,
};

const numberExample = {
  phone_number_sid: sid,
  phone_number: "+14155550123",
  phone_number_id: null,
  friendly_name: "Front desk",
  type: "local",
  capabilities: { voice: true, sms: true, mms: true, fax: false },
  voice_region: "us1",
  answered_by: {
    voice_url: "https://ivr.example.com/answer",
    status_callback: null,
    sms_url: "https://ivr.example.com/sms",
    voice_application_sid: null,
    sms_application_sid: null,
    trunk_sid: trunk,
  },
  obstacles: [trunkObstacle],
  changes: [
    {
      setting: "voice_url",
      from: "https://ivr.example.com/answer",
      to: "https://phone-manager.example.com/twilio/ten_01k9m8x3zt5v7w9y2a4c6e8g0j/numbers/{phone_number_id}/voice",
    },
    { setting: "trunk_sid", from: trunk, to: null },
  ],
};

const begun = {
  id: "imp_01k9m8x3zt5v7w9y2a4c6e8g0j",
  carrier_account_id: account,
  action: "import",
  dry_run: false,
  status: "pending",
  listed: true,
  counts: { pending: 1, succeeded: 0, failed: 0 },
  error: null,
  created_at: "2026-11-29T10:00:00.000Z",
  ended_at: null,
};

const completed = {
  ...begun,
  status: "completed",
  counts: { pending: 0, succeeded: 1, failed: 0 },
  ended_at: "2026-11-29T10:00:03.000Z",
};

const itemExample = {
  phone_number: "+14155550123",
  phone_number_sid: sid,
  phone_number_id: "num_01k9m8x3zt5v7w9y2a4c6e8g0j",
  status: "succeeded",
  obstacles: [trunkObstacle],
  restored: [],
  not_restored: [],
  error: null,
};

const restoredExample = {
  ...itemExample,
  obstacles: [],
  restored: ["voice_url", "voice_method", "status_callback", "status_callback_method", "trunk_sid"],
  not_restored: [
    {
      setting: "sms_url",
      code: "changed",
      detail: "Another program has changed it since the import, so it stays as it is.",
      carrier_code: null,
    },
  ],
};

const accepted = "The job, accepted and under way.";

const detachmentAnswers = (description: string) => ({
  200: answer(detachment, description, { import_job_id: null, ...restoredExample }),
  202: answer(detachment, "Twilio could not be asked yet; the job goes on.", {
    import_job_id: begun.id,
    ...itemExample,
    obstacles: [],
    status: "pending",
  }),
});

export const importDocs = describe<ImportOperations>("Imports", {
  listCarrierAccountNumbers: {
    summary: "List an account's numbers at Twilio",
    description:
      "Reads the numbers of your own Twilio account from Twilio, page by page in its order, each with what answers it now and what " +
      "stands in the way of an import, and the settings that one changes. A live call is no obstacle: Twilio finishes it with the old settings.",
    success: {
      200: answer(pageOf(carrierNumber, "CarrierNumberPage"), "A page of numbers.", pageBody([numberExample], null)),
    },
  },
  importPhoneNumbers: {
    summary: "Import numbers",
    description:
      "Brings numbers of your own Twilio account into your inventory and points them at this platform. The settings of each number " +
      "are stored first, so that a detachment can put them back; only the URLs, methods and references that answer calls and messages " +
      "change, not the fallback URLs, the name or the documents. Its agent is set before the first call comes in. A number that fails " +
      "does not stop the others, and is put back. Refused unless the account's webhooks can be verified. Answers 202; `Location` is the job's URL, for polling.",
    bodies: {
      some: {
        summary: "Two numbers, with an agent",
        value: {
          phone_numbers: ["+14155550123", sid],
          configuration: { agent_id: "agt_01k9m8x3zt5v7w9y2a4c6e8g0j", tags: ["imported"] },
          overwrite: ["trunk"],
        },
      },
      all: { summary: "Preview an import of all numbers", value: { all: true, dry_run: true } },
    },
    success: { 202: answer(importJob, accepted, begun) },
  },
  detachPhoneNumbers: {
    summary: "Detach numbers",
    description:
      "Puts many imported numbers of an account back as they were and takes them out of your inventory, like " +
      "`detachPhoneNumber`. Answers 202; `Location` is the job's URL, for polling.",
    bodies: {
      some: { summary: "One number", value: { phone_numbers: ["num_01k9m8x3zt5v7w9y2a4c6e8g0j"] } },
      all: { summary: "All numbers of the account", value: { all: true } },
    },
    success: { 202: answer(importJob, accepted, { ...begun, action: "detach" }) },
  },
  detachPhoneNumber: {
    summary: "Detach a number",
    description:
      "Puts an imported number's settings at Twilio back as they were before the import, reads them back, ends its assignment and " +
      "takes it out of your inventory (`released`, without cooling-off). A setting that another program has changed since stays as it is. " +
      "`not_restored` names each setting that is not as before, and why. Answers 202 if Twilio makes it wait: the job goes on.",
    success: detachmentAnswers("The settings that were put back, and those that were not."),
  },
  previewDetachment: {
    summary: "Preview a detachment",
    description:
      "Says what a detachment of the number would put back, and what it would leave as it is, by a job with `dry_run`. Nothing is " +
      "changed.",
    success: detachmentAnswers("The settings that would be put back, and those that would not."),
  },
  listImportJobs: {
    summary: "List import jobs",
    description: "Lists your imports and detachments, the newest first.",
    success: { 200: answer(pageOf(importJob, "ImportJobPage"), "A page of jobs.", pageBody([completed], null)) },
  },
  getImportJob: {
    summary: "Get an import job",
    description: "Returns one import or detachment with its counts. A killed or delayed job goes on by itself.",
    success: { 200: answer(importJob, "The job.", completed) },
  },
  listImportItems: {
    summary: "List the numbers of an import job",
    description: "Lists the result of each number, in the order of your request or of Twilio's list.",
    success: { 200: answer(pageOf(importItem, "ImportItemPage"), "A page of numbers.", pageBody([itemExample], null)) },
  },
});
