import type { EventType } from "#events/log/catalogue";
import type { EventRow } from "#events/log/queries";
import { toEvent } from "#events/log/wire";
import { wholeNumber } from "#kernel/http/http";
import { lazily, z } from "#kernel/http/schema";
import { MAX_SUBJECTS, topics } from "./event-filter";
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

const topic = lazily(() => z.string().refine((name) => topics.includes(name), `Must be one of ${topics.join(", ")}.`));
const topicList = lazily(() => z.array(topic()).max(topics.length));
const subjectList = lazily(() => z.array(z.string().min(1).max(64)).max(MAX_SUBJECTS));

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
    topics: commaList(topicList()).openapi({
      type: "string",
      description: `Subject types to receive events of, separated by commas: ${topics.join(", ")}. Without it and \`subjects\`: all events.`,
      example: "order,phone_number",
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
    subscription: z.object({ topics: z.array(z.string()).nullable(), subjects: z.array(z.string()).nullable() }),
  }),
);

export type Connection = z.infer<ReturnType<typeof connection>>;

/** The messages that a client may send. */
export const clientMessage = lazily(() =>
  z.discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("subscribe"),
      topics: topicList().optional(),
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

/** An event with its serialized message, made once for all connections. */
export function toLogEvent(row: EventRow): LogEvent {
  const message = JSON.stringify({ type: "event", event: toEvent(row) });
  const { seq, subjectType, subjectId } = row;
  const endsKey = row.type === ("api_key.revoked" satisfies EventType) ? subjectId : null;
  return { seq, subjectType, subjectId, message, bytes: encoder.encode(message).length, endsKey };
}
