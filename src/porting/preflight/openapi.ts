import { answer, describe } from "#kernel/http/openapi";
import { preflight } from "../requests/example";
import { portingPreflight } from "./responses";
import type { PreflightOperations } from "./routes";

export const preflightDocs = describe<PreflightOperations>("Porting", {
  checkPortingRequest: {
    summary: "Check a porting request before submission",
    description:
      "Looks for what losing carriers refuse: names and addresses that differ from the bill, account numbers and PINs of the wrong form, " +
      "dates that no carrier takes, numbers that cannot move together. Each finding names the field, the way out and the rule's source. " +
      "Every change of a draft makes the same check; ask for it again when time has passed, or a portability check has ended.",
    success: { 200: answer(portingPreflight, "The result.", preflight) },
  },
});
