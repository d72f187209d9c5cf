import { answer, describe } from "#kernel/http/openapi";
import { sipPresets } from "./presets";
import { sipPresetList } from "./responses";
import type { SipPresetOperations } from "./routes";

export const sipPresetDocs = describe<SipPresetOperations>("SIP trunks", {
  getSipPresets: {
    summary: "Get SIP presets",
    description:
      "Returns the SIP URIs of known voice-agent platforms, each with the fields to fill in. Use them as the `uri` of an agent of the " +
      "kind `sip`, or for the gateway of a trunk.",
    success: { 200: answer(sipPresetList, "The presets.", { presets: sipPresets.slice(0, 1) }) },
  },
});
