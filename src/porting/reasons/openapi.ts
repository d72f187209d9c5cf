import { answer, describe } from "#kernel/http/openapi";
import { portingReasonList } from "./responses";
import type { PortingReasonOperations } from "./routes";
import { toReasonList } from "./wire";

export const portingReasonDocs = describe<PortingReasonOperations>("Porting", {
  getPortingReasons: {
    summary: "Get the reasons of refused ports",
    description:
      "Returns every reason for which a number cannot be ported or a port is refused, with who acts and what to do. Answers about " +
      "portability and ports use these codes, whatever the carriers' own are. New codes may be added.",
    success: {
      200: answer(portingReasonList, "The catalogue.", { reasons: toReasonList().reasons.slice(0, 2) }),
    },
  },
});
