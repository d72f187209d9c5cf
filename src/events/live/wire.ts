import { z } from "@hono/zod-openapi";
import type { EventType } from "#events/log/catalogue";
import type { EventRow } from "#events/log/queries";
import { toEvent } from "#events/log/wire";
import { wholeNumber } from "#kernel/http/http";
import { MAX_SUBJECTS, topics } from "./event-filter";
import type { LogEvent } from "./subscriber";

const MAX_SEQ = 999_999_999_999;

const origin = z
  .string()
  .max(200)
  .refine((text) => URL.parse(text)?.origin === text, "Must be an origin like https://app.example.com.");

export const newTicket = z
  .strictObject({
    origin: origin.optional().openapi({
      description:
        "The origin of the page that will use the ticket, like `https://app.example.com`. Without it no page may, but for the " +
        "platform's own.",
    }),
  })
  .openapi("NewLiveTicket");

export const ticket = z
  .object({
    ticket: z.string(),
    expires_at: z.iso.datetime(),
    url: z
      .string()
      .openapi({ description: "What to connect to; `after_seq`, `topics` and `subjects` go into its query." }),
    protocols: z.array(z.string()).openapi({
      description: "The sub-protocols to ask for, the ticket among them: `new WebSocket(url, protocols)`.",
    }),
  })
  .openapi("LiveTicket");

const topic = z.string().refine((name) => topics.includes(name), `Must be one of ${topics.join(", ")}.`);
const topicList = z.array(topic).max(topics.length);
const subjectList = z.array(z.string().min(1).max(64)).max(MAX_SUBJECTS);

const commaList = <List extends z.ZodType<string[], string[]>>(list: List) =>
  z
    .string()
    .transform((text) => text.split(","))
    .pipe(list)
    .optional();

/** Where a connection begins, and what it is told of. */
export const connectQuery = z.strictObject({
  after_seq: wholeNumber(0, MAX_SEQ).optional().openapi({
    type: "integer",
    minimum: 0,
    description:
      "The `seq` of the last event you have; what comes after it is sent first. Without it, only what is new.",
  }),
  topics: commaList(topicList).openapi({
    type: "string",
    description: `Kinds of things to be told of, separated by commas: ${topics.join(", ")}. Without it and \`subjects\`: all.`,
    example: "order,phone_number",
  }),
  subjects: commaList(subjectList).openapi({
    type: "string",
    description: `Ids of single things to be told of besides, separated by commas; up to ${MAX_SUBJECTS}.`,
  }),
});

export type ConnectQuery = z.infer<typeof connectQuery>;

/** What the Worker tells the object of somebody who wants to connect. */
export const connection = z.object({
  ticketHash: z.string(),
  origin: z.string().nullable(),
  publicOrigin: z.string(),
  afterSeq: z.number().nullable(),
  subscription: z.object({ topics: z.array(z.string()).nullable(), subjects: z.array(z.string()).nullable() }),
});

export type Connection = z.infer<typeof connection>;

/** What a client may send. */
export const clientMessage = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("subscribe"), topics: topicList.optional(), subjects: subjectList.optional() }),
  z.strictObject({ type: z.literal("ack"), seq: z.int().min(0) }),
  z.strictObject({ type: z.literal("ping") }),
]);

export type ClientMessage = z.infer<typeof clientMessage>;

/** Answered by the runtime itself, without waking the object, when it is written exactly so. */
export const PING = '{"type":"ping"}';
export const PONG = '{"type":"pong"}';

const encoder = new TextEncoder();

/** An event with its message, made once for all connections. */
export function toLogEvent(row: EventRow): LogEvent {
  const message = JSON.stringify({ type: "event", event: toEvent(row) });
  const { seq, subjectType, subjectId } = row;
  const endsKey = row.type === ("api_key.revoked" satisfies EventType) ? subjectId : null;
  return { seq, subjectType, subjectId, message, bytes: encoder.encode(message).length, endsKey };
}
