// Pure: no I/O, no clock, no randomness.
import type { Answer } from "../../../api/call";
import { routingTexts } from "../../../strings/routing";

type Destination = Answer<"POST", "/v1/routing/simulate">["decision"]["destination"];

const { simulator: texts } = routingTexts;

/** Where a call goes, in a line. */
export function destinationText(destination: Destination): string {
  if (!destination) return texts.none;
  switch (destination.kind) {
    case "dial":
      return destination.phone_number;
    case "say":
      return texts.says(destination.message);
    case "sip":
      return destination.uri ?? destination.sip_trunk_id ?? destination.kind;
    default:
      return destination.url;
  }
}
