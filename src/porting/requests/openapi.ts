import { pageBody } from "#kernel/http/http";
import { answer, describe, pageWith } from "#kernel/http/openapi";
import { confirmed, draft, filledIn, requestCounts } from "./example";
import { portingRequest, portingRequestMeta } from "./responses";
import type { PortingRequestOperations } from "./routes";

export const portingRequestDocs = describe<PortingRequestOperations>("Porting", {
  createPortingRequest: {
    summary: "Create a porting request",
    description:
      "Creates a draft with as much as you know yet. Nothing is sent to a carrier before you submit it. The account number and the PIN " +
      "are stored encrypted, and no answer shows them. Name up to 1,000 numbers one by one or as ranges; each mistake is named at its own " +
      "place.",
    body: {
      ...filledIn,
      account_number: "0012345678",
      phone_numbers: ["+13125550100", "+13125550110-+13125550129"],
    },
    success: { 201: answer(portingRequest, "The draft.", draft) },
  },
  listPortingRequests: {
    summary: "List porting requests",
    description: "Lists your porting requests, the newest first, and says how many there are in each status.",
    success: {
      200: answer(
        pageWith(portingRequest, "PortingRequestPage", { meta: portingRequestMeta }),
        "A page of porting requests.",
        { ...pageBody([draft, confirmed], null), meta: { counts: requestCounts } },
      ),
    },
  },
  getPortingRequest: {
    summary: "Get a porting request",
    description:
      "Returns one porting request, with its version as `ETag`. `allowed_transitions` names the moves that you can make now. The " +
      "platform's operators can read the requests of all tenants.",
    success: { 200: answer(portingRequest, "The porting request.", confirmed) },
  },
  updatePortingRequest: {
    summary: "Change a porting request",
    description:
      "Changes fields of a draft, or corrects those of a request that is in `exception`; a correction appears in the timeline. In other " +
      "statuses only `name`, `customer_reference` and `configuration` can be changed, and nothing once the request is over.",
    body: { pin: "0042", service_address: filledIn.service_address },
    success: {
      200: answer(portingRequest, "The request as it is now.", {
        ...draft,
        secrets: { account_number: true, pin: true },
      }),
    },
  },
  deletePortingRequest: {
    summary: "Delete a draft",
    description: "Deletes a draft with its numbers and its timeline. A request that was handed in is canceled instead.",
    success: { 204: { description: "The draft is deleted." } },
  },
});
