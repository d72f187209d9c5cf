import { lazily, z } from "#kernel/http/schema";
import { idOf, singleLineText } from "#kernel/http/wire";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { connectionOf } from "./connection";
import { healthAt } from "./health-at";
import type { sipTrunk } from "./responses";
import type { GatewayRow, Trunk, TrunkRow } from "./table";
import { transports, trunkProviders } from "./trunk";
import { MAX_GATEWAYS } from "./trunk-input";

const name = lazily(() => singleLineText().trim().min(1).max(64));

const wholeNumber = (minimum: number, maximum: number, description: string) =>
  z.int().min(minimum).max(maximum).optional().openapi({ description });

const gatewayFields = lazily(() => ({
  host: singleLineText().trim().min(1).max(253).optional().openapi({
    description: "A host name, an IPv4 address, or an IPv6 address in brackets. Required for a new gateway.",
    example: "sip.example.com",
  }),
  port: z.int().min(1).max(65_535).nullable().optional().openapi({
    description: "Null for the port that DNS names (SRV), or the transport's own: 5060, with TLS 5061.",
  }),
  transport: z.enum(transports).optional().openapi({ description: "Required for a new gateway." }),
  priority: wholeNumber(0, 65_535, "The lowest is tried first. Default: 10."),
  weight: wholeNumber(1, 65_535, "Gateways of one priority share the calls by weight. Default: 10."),
  inbound: z.boolean().optional().openapi({ description: "Whether calls come from it. Default: true." }),
  outbound: z.boolean().optional().openapi({ description: "Whether calls go to it. Default: true." }),
  enabled: z.boolean().optional().openapi({ description: "Whether it is used at all. Default: true." }),
  username: singleLineText()
    .min(1)
    .max(255)
    .nullable()
    .optional()
    .openapi({ description: "For digest authentication at the gateway. Null: it asks for none.", example: "pm-4711" }),
  password: singleLineText()
    .min(1)
    .max(255)
    .nullable()
    .optional()
    .openapi({ description: "The password of `username`. The API never shows it.", example: "correct horse" }),
  realm: singleLineText().max(253).nullable().optional().openapi({
    description: "The realm that the gateway must name in its challenge. Null: any.",
    example: "example.com",
  }),
  allowed_cidrs: z
    .array(singleLineText().max(64))
    .max(20)
    .optional()
    .openapi({
      description: "Where its calls come from: IP addresses or ranges in CIDR notation.",
      example: ["198.51.99.0/28"],
    }),
}));

const newGateway = lazily(() => z.strictObject(gatewayFields()).openapi("NewSipGateway"));

const gatewayChange = lazily(() =>
  z
    .strictObject({
      id: idOf("sipGateway").optional().openapi({ description: "The gateway to keep. Without it a new one is made." }),
      ...gatewayFields(),
    })
    .openapi("SipGatewayChange"),
);

const prefix = (pattern: RegExp, message: string) => z.string().max(15).regex(pattern, message).default("");

export const numberFormat = lazily(() =>
  z
    .strictObject({
      plus: z.boolean().default(true).openapi({ description: "Whether a plus sign stands before the country code." }),
      strip_prefix: prefix(/^\d*$/, "Must be digits.").openapi({
        description: "Digits of E.164 that the carrier leaves out, such as its country code.",
        example: "49",
      }),
      add_prefix: prefix(/^[\d*#]*$/, "Must be digits, * and #.").openapi({
        description: "Digits that the carrier writes before the rest, such as a trunk prefix.",
        example: "0",
      }),
    })
    .openapi("SipNumberFormat", {
      description: "How the carrier writes phone numbers. Replaced as a whole. By default E.164 with a plus sign.",
    }),
);

const changeable = lazily(() => ({
  number_format: numberFormat().optional(),
  secure: z.boolean().nullable().optional().openapi({
    description:
      "At Twilio: whether signalling must be TLS and media SRTP. Default and null: false, or as it was for a trunk that you take over.",
  }),
  credentials: z
    .boolean()
    .optional()
    .openapi({
      description:
        "At Twilio: whether your carrier or SIP server must give a user name and password, which the platform makes. If gateways have " +
        "`allowed_cidrs`, too, Twilio asks for both. Default: true, for generic trunks and those that you take over false.",
    }),
  number_sids: z
    .array(z.string().regex(/^PN[0-9a-fA-F]{32}$/, "Must be PN and 32 hex digits, as Twilio shows it."))
    .max(100)
    .optional()
    .openapi({
      description:
        "twilio_elastic: Twilio's ids of the numbers whose calls go to the trunk's gateways, past this platform. " +
        "Numbers that you leave out of a change are detached, but for those that were on the trunk before. Default: none.",
      example: ["PN0123456789abcdef0123456789abcdef"],
    }),
  disaster_recovery_url: z.string().max(2_000).nullable().optional().openapi({
    description:
      "twilio_elastic: TwiML for calls when no gateway answers. Null: none, or as it was for a trunk that you take over.",
    example: "https://agents.example.com/disaster",
  }),
}));

export const newSipTrunk = lazily(() =>
  z
    .strictObject({
      name: name(),
      provider: z.enum(trunkProviders).openapi({ description: "How it is connected. It never changes." }),
      carrier_account_id: idOf("carrierAccount").nullable().optional().openapi({
        description:
          "Your own Twilio account in which the trunk is, or is made. Required for twilio_elastic. Null: the platform's account.",
      }),
      carrier_trunk_sid: z
        .string()
        .regex(/^TK[0-9a-fA-F]{32}$/, "Must be TK and 32 hex digits, as Twilio shows it.")
        .nullable()
        .optional()
        .openapi({
          description:
            "twilio_elastic: the trunk to take over. It keeps all settings that you do not send. Null: a new one is made.",
          example: "TK0123456789abcdef0123456789abcdef",
        }),
      ...changeable(),
      gateways: z.array(newGateway()).max(MAX_GATEWAYS).optional().openapi({
        description: "Where its calls come from and go to: your carrier's or your own SIP servers.",
      }),
    })
    .openapi("NewSipTrunk"),
);

export const sipTrunkChange = lazily(() =>
  z
    .strictObject({
      name: name().optional(),
      ...changeable(),
      gateways: z
        .array(gatewayChange())
        .max(MAX_GATEWAYS)
        .optional()
        .openapi({
          description:
            "All gateways from now on. One with an `id` stays and changes the fields that you send; its password stays unless you " +
            "send another. Gateways that are not in the list are deleted.",
        }),
    })
    .openapi("SipTrunkChange"),
);

export type NewSipTrunk = z.output<ReturnType<typeof newSipTrunk>>;
export type SipTrunkChange = z.output<ReturnType<typeof sipTrunkChange>>;
export type SipTrunkWire = z.output<typeof sipTrunk>;

const toGateway = (row: GatewayRow): SipTrunkWire["gateways"][number] => ({
  id: row.id,
  host: row.host,
  port: row.port,
  transport: row.transport,
  priority: row.priority,
  weight: row.weight,
  inbound: row.inbound,
  outbound: row.outbound,
  enabled: row.enabled,
  username: row.username,
  realm: row.realm,
  allowed_cidrs: [...row.allowedCidrs],
});

/** A trunk that is being removed is shown to no tenant. */
const shownState = ({ provisioning }: TrunkRow) => (provisioning === "removing" ? "pending" : provisioning);

function toConnection(row: TrunkRow): SipTrunkWire["connection"] {
  const connection = connectionOf(row);
  return (
    connection && {
      ...connection,
      ports: [...connection.ports],
      signalling_addresses: [...connection.signalling_addresses],
      media_addresses: [...connection.media_addresses],
    }
  );
}

export const toSipTrunk = ({ trunk: row, gateways }: Trunk, now: number): SipTrunkWire => ({
  id: row.id,
  name: row.name,
  provider: row.provider,
  carrier_account_id: row.carrierAccountId,
  carrier_trunk_sid: row.carrierTrunkSid,
  number_format: row.numberFormat,
  secure: row.settings.secure,
  credentials: row.settings.credentials,
  number_sids: [...(row.settings.numberSids ?? [])],
  disaster_recovery_url: row.settings.disasterRecoveryUrl,
  provisioning: { state: shownState(row), error: row.provisioningError },
  connection: toConnection(row),
  status: row.status,
  health: healthAt({ trunk: row, gateways }, now),
  gateways: gateways.map(toGateway),
  first_call_at: isoTimeOrNull(row.firstCallAt),
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});
