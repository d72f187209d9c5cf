import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { createdSipTrunk, sipTrunk, sipTrunkPassword } from "./responses";
import type { SipTrunkOperations } from "./routes";
import { sipTrunkVerification } from "./verification-responses";

const gateway = {
  id: "gwy_01k9m8x3zt5v7w9y2a4c6e8g0j",
  host: "sip.example.com",
  port: 5061,
  transport: "tls",
  priority: 10,
  weight: 10,
  inbound: false,
  outbound: true,
  enabled: true,
  username: "pm-4711",
  realm: null,
  allowed_cidrs: [],
};

const example = {
  id: "trk_01k9m8x3zt5v7w9y2a4c6e8g0j",
  name: "Office PBX",
  provider: "generic",
  carrier_account_id: null,
  carrier_trunk_sid: null,
  number_format: { plus: true, strip_prefix: "", add_prefix: "" },
  secure: false,
  credentials: false,
  number_sids: [],
  disaster_recovery_url: null,
  provisioning: { state: "not_needed", error: null },
  connection: null,
  status: "verified",
  health: { overall: { status: "active", reasons: [] }, tls: "ok", ping: "ok" },
  gateways: [gateway],
  first_call_at: null,
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:00:00.000Z",
};

const byocExample = {
  ...example,
  name: "My carrier",
  provider: "byoc",
  carrier_trunk_sid: "BY0123456789abcdef0123456789abcdef",
  credentials: true,
  provisioning: { state: "provisioned", error: null },
  connection: {
    host: "pm-01k9m8x3zt5v7w9y2a4c6e8g0j.sip.twilio.com",
    ports: [
      { transport: "udp", port: 5060 },
      { transport: "tcp", port: 5060 },
      { transport: "tls", port: 5061 },
    ],
    username: "pm-01k9m8x3zt5v7w9y2a4c6e8g0j",
    uri_example: "sip:+14155550123@pm-01k9m8x3zt5v7w9y2a4c6e8g0j.sip.twilio.com",
    signalling_addresses: ["54.172.60.0/30"],
    media_addresses: ["168.86.128.0/18"],
    media_ports: "10000-60000",
  },
};

const verificationExample = {
  sip_trunk_id: example.id,
  status: "failed",
  health: {
    overall: { status: "inactive", reasons: ["connection_refused"] },
    tls: "unknown",
    ping: "error",
  },
  carrier_checks: [],
  gateways: [
    {
      gateway_id: gateway.id,
      verification_level: "dns",
      limits: [],
      is_up: false,
      rungs: [
        {
          rung: "tcp",
          status: "failed",
          code: "connection_refused",
          detail: "203.0.113.7 refuses connections to port 5061.",
          hint: "Check the port, the firewall and whether the SIP server listens for TLS.",
          duration_ms: 41,
          sip_code: null,
          reason_phrase: null,
          server: null,
        },
      ],
      addresses: ["203.0.113.7:5061"],
      certificate_expires_at: null,
      checked_at: "2026-11-22T10:00:00.000Z",
    },
  ],
  checked_at: "2026-11-22T10:00:00.000Z",
};

const shown = (description: string) => answer(sipTrunk, description, example);

export const sipTrunkDocs = describe<SipTrunkOperations>("SIP trunks", {
  listSipTrunks: {
    summary: "List SIP trunks",
    description: "Lists your SIP trunks with their gateways, the newest first.",
    success: { 200: answer(pageOf(sipTrunk, "SipTrunkPage"), "A page of trunks.", pageBody([example], null)) },
  },
  createSipTrunk: {
    summary: "Create a SIP trunk",
    description:
      "Creates a trunk. `twilio_elastic` connects numbers in your own Twilio account with your SIP servers. `byoc` brings the numbers of " +
      "another carrier to your agents over Twilio. `generic` holds gateways that agents dial. Each wrong field gets an error of its own.",
    bodies: {
      generic: {
        summary: "Your own SIP server",
        value: {
          name: "Office PBX",
          provider: "generic",
          gateways: [
            {
              host: "sip.example.com",
              port: 5061,
              transport: "tls",
              inbound: false,
              username: "pm-4711",
              password: "correct horse",
            },
          ],
        },
      },
      byoc: {
        summary: "Numbers of another carrier",
        value: {
          name: "My carrier",
          provider: "byoc",
          gateways: [{ host: "sbc.example.net", transport: "udp", allowed_cidrs: ["198.51.99.0/28"] }],
        },
      },
      twilio_elastic: {
        summary: "Elastic SIP Trunk",
        value: {
          name: "Contact centre",
          provider: "twilio_elastic",
          carrier_account_id: "cac_01k9m8x3zt5v7w9y2a4c6e8g0j",
          secure: true,
          gateways: [
            { host: "sip1.example.com", transport: "tls", priority: 10 },
            { host: "sip2.example.com", transport: "tls", priority: 20 },
          ],
        },
      },
    },
    success: {
      201: answer(createdSipTrunk, "The trunk, with the password for Twilio if it has one.", {
        ...byocExample,
        password: "q7Zt-4kD_w2mVbR9xLsE8fHa",
      }),
    },
  },
  getSipTrunk: {
    summary: "Get a SIP trunk",
    description: "Returns one trunk with its gateways, and its version as `ETag`.",
    success: { 200: shown("The trunk.") },
  },
  updateSipTrunk: {
    summary: "Change a SIP trunk",
    description:
      "Changes the fields that you send. `gateways` is the whole list from now on: a gateway with an `id` stays, the others are new.",
    body: {
      gateways: [
        { id: gateway.id, priority: 20 },
        { host: "sip2.example.com", transport: "tls" },
      ],
    },
    success: { 200: shown("The trunk as it is now.") },
  },
  deleteSipTrunk: {
    summary: "Delete a SIP trunk",
    description:
      "Deletes the trunk with its gateways, and what the platform made for it at Twilio. Refused while it is in use.",
    success: { 204: { description: "The trunk is deleted." } },
  },
  provisionSipTrunk: {
    summary: "Provision a SIP trunk again",
    description:
      "Compares the trunk with Twilio and makes, changes or removes what differs, in the background: after a failure, or when it was " +
      "changed in Twilio's Console. Creating and changing a trunk do this by themselves.",
    success: {
      202: answer(sipTrunk, "The trunk; `provisioning` shows the progress.", {
        ...byocExample,
        provisioning: { state: "pending", error: null },
      }),
    },
  },
  rotateSipTrunkPassword: {
    summary: "Replace the password of a SIP trunk",
    description:
      "Makes a new password for those who call into Twilio over the trunk. Twilio takes it within seconds, and the old one no longer. " +
      "Only this answer shows it.",
    success: {
      200: answer(sipTrunkPassword, "The new password.", {
        username: "pm-01k9m8x3zt5v7w9y2a4c6e8g0j",
        password: "q7Zt-4kD_w2mVbR9xLsE8fHa",
      }),
    },
  },
  verifySipTrunk: {
    summary: "Verify a SIP trunk",
    description:
      "Starts a verification in the background: DNS, TCP, certificate, TLS, OPTIONS and digest of each gateway, and a comparison of the " +
      "trunk's parts with Twilio. Each rung is a `sip_trunk.verification_step` event on the live feed. Trunks are also verified every " +
      "ten minutes. A gateway gets at most one OPTIONS in 15 seconds.",
    success: {
      202: answer(sipTrunk, "The trunk; read its verification for the results.", { ...example, status: "verifying" }),
    },
  },
  getSipTrunkVerification: {
    summary: "Get the verification of a SIP trunk",
    description:
      "Returns the results of the latest verification: the ladder of each gateway, with a hint for each rung that is not well.",
    success: { 200: answer(sipTrunkVerification, "The results.", verificationExample) },
  },
});
