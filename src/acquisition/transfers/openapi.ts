import { exampleEvent } from "#events/log/example";
import { event } from "#events/log/responses";
import { exampleNumber } from "#inventory/phone-numbers/example";
import { phoneNumberResource } from "#inventory/phone-numbers/responses";
import { pageBody } from "#kernel/http/http";
import { answer, describe, pageWith } from "#kernel/http/openapi";
import { historyMeta } from "./responses";
import type { TransferOperations } from "./routes";

const otherTenant = "ten_01k9m8x3zt5v7w9y2a4c6e8g0k";

export const transferDocs = describe<TransferOperations>("Phone numbers", {
  transferPhoneNumber: {
    summary: "Transfer a number to another tenant",
    description:
      "For the platform. The number becomes the other tenant's, with its id, name, tags and history. Its agent is unassigned, as " +
      "the agent belongs to the former owner. Both event logs record the transfer. Until Twilio has the number's new webhook URLs, " +
      "usually for a moment, callers hear that the number is not in service. A repeated request changes nothing.",
    body: { tenant_id: otherTenant },
    success: { 200: answer(phoneNumberResource, "The number as its new owner sees it.", exampleNumber) },
  },
  listPhoneNumberHistory: {
    summary: "List the history of a number",
    description:
      "The number's events that are still in the event log, newest first. After a transfer to you, the list includes the events " +
      "under the former owners; their `seq` is from those owners' logs, and each id of theirs reads `former_owner`: " +
      "of keys, requests, orders and agents; `hash` is null. Older events, from before `meta.complete_since`, have moved " +
      "to the archive, at least in part.",
    success: {
      200: answer(pageWith(event, "PhoneNumberHistoryPage", { meta: historyMeta }), "A page of events.", {
        ...pageBody([exampleEvent], null),
        meta: { complete_since: null },
      }),
    },
  },
});
