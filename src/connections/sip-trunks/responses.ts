import { z } from "#kernel/http/schema";
import { orNull } from "#kernel/http/wire";
import { provisioningErrorCodes } from "./provisioned";
import { overallHealths, pingHealths, tlsHealths, transports, trunkProviders, trunkStatuses } from "./trunk";
import { numberFormat } from "./wire";

const text = (description: string) => z.string().openapi({ description });
const flag = (description: string) => z.boolean().openapi({ description });
const count = (description: string) => z.int().openapi({ description });

const gateway = z
  .object({
    id: text("The gateway's id."),
    host: text("A host name or an IP address."),
    port: z.int().nullable().openapi({ description: "Null: the port that DNS names, or the transport's own." }),
    transport: z.enum(transports).openapi({ description: "How SIP messages travel." }),
    priority: count("The lowest is tried first."),
    weight: count("Gateways of one priority share the calls by weight."),
    inbound: flag("Whether calls come from it."),
    outbound: flag("Whether calls go to it."),
    enabled: flag("Whether it is used at all."),
    username: z.string().nullable().openapi({ description: "Null: it asks for no credentials." }),
    realm: z.string().nullable().openapi({ description: "The realm that it must name in its challenge; null: any." }),
    allowed_cidrs: z.array(z.string()).openapi({ description: "Where its calls come from." }),
  })
  .openapi("SipGateway");

export const health = z
  .object({
    overall: z
      .object({
        status: z.enum(overallHealths).openapi("SipTrunkOverallHealth"),
        reasons: z.array(z.string()).openapi({ description: "Why it is not active; empty if it is." }),
      })
      .openapi({ description: "Whether calls get through." }),
    tls: z.enum(tlsHealths).openapi("SipTrunkTlsHealth", { description: "The certificates of its gateways." }),
    ping: z.enum(pingHealths).openapi("SipTrunkPingHealth", { description: "Whether its gateways answer OPTIONS." }),
  })
  .openapi("SipTrunkHealth", { description: "The trunk's health, with reasons." });

const provisioning = z
  .object({
    state: z
      .enum(["not_needed", "pending", "provisioned", "failed"])
      .openapi("SipTrunkProvisioningState", { description: "Where the work at Twilio stands." }),
    error: orNull(
      z
        .object({
          code: z
            .enum(provisioningErrorCodes)
            .openapi("SipTrunkProvisioningErrorCode", { description: "The kind of failure." }),
          detail: text("Twilio's words."),
          part: text("The part of the trunk that could not be made, changed or removed."),
          carrier_code: z.int().nullable().openapi({ description: "Twilio's code; null: it gave none." }),
          hint: text("How to go on."),
        })
        .openapi("SipTrunkProvisioningError"),
    ).openapi({ description: "Why the work stopped; null if it did not." }),
  })
  .openapi("SipTrunkProvisioning", { description: "The trunk's parts at Twilio." });

const connection = z
  .object({
    host: text("The host at Twilio that calls are sent to."),
    ports: z
      .array(
        z.object({
          transport: z.enum(transports).openapi({ description: "How SIP messages travel." }),
          port: count("The port."),
        }),
      )
      .openapi({ description: "The ports that are open, by transport." }),
    username: z.string().nullable().openapi({ description: "The user name to give; null: none is needed." }),
    uri_example: text("The SIP URI to send a call for +14155550123 to."),
    signalling_addresses: z
      .array(z.string())
      .openapi({ description: "Where Twilio's SIP messages come from: allow all." }),
    media_addresses: z.array(z.string()).openapi({ description: "Where Twilio's audio comes from: allow all." }),
    media_ports: text("The UDP ports of the audio."),
  })
  .openapi("SipTrunkConnection");

export const sipTrunk = z
  .object({
    id: text("The trunk's id."),
    name: text("Your name for it."),
    provider: z.enum(trunkProviders).openapi("SipTrunkProvider", { description: "How it is connected." }),
    carrier_account_id: z.string().nullable().openapi({ description: "Null: the platform's Twilio account." }),
    carrier_trunk_sid: z.string().nullable().openapi({ description: "Twilio's id of the trunk (TK… or BY…)." }),
    number_format: numberFormat(),
    secure: z.boolean().nullable().openapi({
      description:
        "At Twilio: whether signalling must be TLS and media SRTP; null: as it was when you took the trunk over.",
    }),
    credentials: flag("At Twilio: whether your carrier or SIP server must give a user name and password."),
    number_sids: z
      .array(z.string())
      .openapi({ description: "The numbers at Twilio whose calls go to the trunk's gateways." }),
    disaster_recovery_url: z
      .string()
      .nullable()
      .openapi({ description: "TwiML for calls when no gateway answers; null: none." }),
    provisioning,
    connection: orNull(connection).openapi({
      description:
        "The fields to fill in at your carrier or SIP server; null for a generic trunk and before it is at Twilio.",
    }),
    status: z.enum(trunkStatuses).openapi("SipTrunkStatus", { description: "The result of the latest verification." }),
    health,
    gateways: z.array(gateway).openapi({ description: "Where its calls come from and go to, the oldest first." }),
    first_call_at: z.iso.datetime().nullable().openapi({ description: "When the first call came; null before." }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("SipTrunk");

export type SipTrunk = z.output<typeof sipTrunk>;

const password = z.string().openapi({ description: "The password. The API shows it only here: store it." });

export const createdSipTrunk = sipTrunk
  .extend({
    password: password.nullable().openapi({ description: "The password for Twilio, shown only here; null: none." }),
  })
  .openapi("CreatedSipTrunk");

export type CreatedSipTrunk = z.output<typeof createdSipTrunk>;

export const sipTrunkPassword = z
  .object({ username: text("The user name to give to Twilio."), password })
  .openapi("SipTrunkPassword");

export type SipTrunkPassword = z.output<typeof sipTrunkPassword>;
