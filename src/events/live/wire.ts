import type { EventType } from "#events/log/catalogue";
import { eventPatterns } from "#events/log/event-patterns";
import type { EventRow } from "#events/log/queries";
import { eventPattern, toEvent } from "#events/log/wire";
import { wholeNumber } from "#kernel/http/http";
import { lazily, z } from "#kernel/http/schema";
import { idText } from "#kernel/http/wire";
import { MAX_SUBJECTS } from "./event-filter";
import type { LogEvent } from "./subscriber";

const MAX_SEQ = 999_999_999_999;

const origin = lazily(() =>
  z
    .string()
    .max(200)
    .refine((text) => URL.parse(text)?.origin === text, "Must be an origin like https://app.example.com."),
);

export const newTicket = lazily(() =>
  z
    .strictObject({
      origin: origin()
        .optional()
        .openapi({
          description:
            "The origin of the page that will use the ticket, such as `https://app.example.com`. Without it, only programs outside " +
            "of browsers and the platform's own pages can use the ticket.",
        }),
    })
    .openapi("NewLiveTicket"),
);

const typeList = lazily(() => z.array(eventPattern()).max(eventPatterns.length));
const subjectList = lazily(() => z.array(idText().min(1)).max(MAX_SUBJECTS));

const commaList = <List extends z.ZodType<string[], string[]>>(list: List) =>
  z
    .string()
    .transform((text) => text.split(","))
    .pipe(list)
    .optional();

/** Where a connection starts in the log, and which events it receives. */
export const connectQuery = lazily(() =>
  z.strictObject({
    after_seq: wholeNumber(0, MAX_SEQ).optional().openapi({
      type: "integer",
      minimum: 0,
      description:
        "The `seq` of the last event you have. You first receive all events after it. Without it, you receive new events only.",
    }),
    event_types: commaList(typeList()).openapi({
      type: "string",
      description:
        "The event types to receive, or families such as `order.*`, separated by commas. Without it and `subjects`: all events.",
      example: "order.*,phone_number.released",
    }),
    subjects: commaList(subjectList()).openapi({
      type: "string",
      description: `Ids of objects to receive events about as well, separated by commas; at most ${MAX_SUBJECTS}.`,
    }),
  }),
);

export type ConnectQuery = z.infer<ReturnType<typeof connectQuery>>;

/** A request to connect, from the Worker to the object. */
export const connection = lazily(() =>
  z.object({
    ticketHash: z.string(),
    origin: z.string().nullable(),
    publicOrigin: z.string(),
    afterSeq: z.number().nullable(),
    subscription: z.object({ eventTypes: z.array(z.string()).nullable(), subjects: z.array(z.string()).nullable() }),
  }),
);

export type Connection = z.infer<ReturnType<typeof connection>>;

/** The messages that a client may send. */
export const clientMessage = lazily(() =>
  z.discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("subscribe"),
      event_types: typeList().optional(),
      subjects: subjectList().optional(),
    }),
    z.strictObject({ type: z.literal("ack"), seq: z.int().min(0) }),
    z.strictObject({ type: z.literal("ping") }),
  ]),
);

export type ClientMessage = z.infer<ReturnType<typeof clientMessage>>;

/** The runtime answers exactly this text itself, without waking the object. */
export const PING = '{"type":"ping"}';
export const PONG = '{"type":"pong"}';

const encoder = new TextEncoder();

/** After these events of its log a tenant has no live connection. */
const endsOfAllConnections = ["tenant.suspended", "tenant.closed"] as const satisfies readonly EventType[];

/** An event with its serialized message, made once for all connections. */
export function toLogEvent(row: EventRow): LogEvent {
  const message = JSON.stringify({ type: "event", event: toEvent(row) });
  const { seq, type, subjectId } = row;
  const endsKey = row.type === ("api_key.revoked" satisfies EventType) ? subjectId : null;
  const endsAll = endsOfAllConnections.some((type) => type === row.type);
  return { seq, type, subjectId, message, bytes: encoder.encode(message).length, endsKey, endsAll };
}
