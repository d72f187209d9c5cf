// Pure: no I/O, no clock, no randomness.

/** A blank in a preset's URI. */
interface PresetField {
  /** As in the URI, in braces. */
  readonly name: string;
  readonly label: string;
  readonly example: string;
  /** Where to find it. */
  readonly hint: string;
}

export interface SipPreset {
  readonly id: string;
  readonly name: string;
  /** A SIP URI with fields in braces. */
  readonly uri: string;
  readonly fields: readonly PresetField[];
  /** Whether it takes credentials (digest authentication). */
  readonly credentials: boolean;
  readonly notes: string;
  /** The vendor's own page. */
  readonly source: string;
}

const openaiProject: PresetField = {
  name: "project_id",
  label: "Project ID",
  example: "proj_a1b2c3d4",
  hint: "At platform.openai.com under Settings, Project, General.",
};
const OPENAI_NOTES =
  "OpenAI demands TLS and encrypted audio, so keep `transport=tls` and `secure=true`. First create a webhook for incoming calls in the " +
  "same project: OpenAI asks it what to do with each call.";

/** Known SIP endpoints of voice-agent platforms, for agents of the kind `sip` and for gateways. */
export const sipPresets: readonly SipPreset[] = [
  {
    id: "openai",
    name: "OpenAI Realtime",
    uri: "sip:{project_id}@sip.api.openai.com;transport=tls;secure=true",
    fields: [openaiProject],
    credentials: false,
    notes: OPENAI_NOTES,
    source: "https://developers.openai.com/api/docs/guides/realtime-sip",
  },
  {
    id: "openai_eu",
    name: "OpenAI Realtime, data residency in the EU",
    uri: "sip:{project_id}@sip-eu.api.openai.com;transport=tls;secure=true",
    fields: [openaiProject],
    credentials: false,
    notes: `${OPENAI_NOTES} Only for projects with data residency in the EU.`,
    source: "https://developers.openai.com/api/docs/guides/realtime-sip",
  },
  {
    id: "livekit",
    name: "LiveKit Cloud",
    uri: "sip:{user}@{subdomain}.sip.livekit.cloud;transport=tls",
    fields: [
      {
        name: "subdomain",
        label: "Subdomain",
        example: "5t4n6j0wnrl",
        hint: "The part of the SIP URI before .sip.livekit.cloud, in the project's settings.",
      },
      {
        name: "user",
        label: "Called number or name",
        example: "+14155550123",
        hint: "A number that the inbound trunk of LiveKit lists. Dispatch rules decide by it.",
      },
    ],
    credentials: true,
    notes:
      "Create an inbound trunk and a dispatch rule at LiveKit first. If the trunk has a user name and password, use a SIP trunk of this API, " +
      "whose gateways have credentials.",
    source: "https://docs.livekit.io/telephony/",
  },
  {
    id: "vapi",
    name: "Vapi",
    uri: "sip:{user}@sip.vapi.ai",
    fields: [
      {
        name: "user",
        label: "SIP user",
        example: "front-desk",
        hint: "The part before @ of the phone number's `sipUri` at Vapi.",
      },
    ],
    credentials: true,
    notes: "Organizations in the EU region use sip.eu.vapi.ai instead.",
    source: "https://docs.vapi.ai/security-and-privacy/eu-region.md",
  },
  {
    id: "twilio_elastic",
    name: "Twilio Elastic SIP Trunk",
    uri: "sip:{number}@{trunk}.pstn.twilio.com;transport=tls",
    fields: [
      {
        name: "trunk",
        label: "Trunk domain",
        example: "acme",
        hint: "The part of the Termination URI before .pstn.twilio.com, in the trunk's settings.",
      },
      { name: "number", label: "Number to call", example: "+14155550123", hint: "In E.164, with the plus sign." },
    ],
    credentials: true,
    notes: "The trunk needs a credential list or an IP access list, otherwise Twilio refuses every call.",
    source: "https://www.twilio.com/docs/sip-trunking",
  },
];
