import { MAX_COUNTED } from "#kernel/db/backlog";
import { z } from "#kernel/http/schema";
import { messageQueueNames } from "#kernel/ports/message-queues";
import { runStatuses } from "#operations/job-runs/lease";
import { stuckKinds } from "./report";

const instant = z.iso.datetime();

const backlog = {
  count: z.int().openapi({ description: `Counted no further than ${MAX_COUNTED}.` }),
  oldest_at: instant.nullable(),
};

const accountHealth = z.object({
  account: z.string(),
  circuit: z.enum(["closed", "open"]).openapi({
    description: "As the answering instance has seen it; `recent.not_sent` counts the circuits of all instances.",
  }),
  recent: z
    .object({ answered: z.int(), failed: z.int(), not_sent: z.int(), error_rate: z.number().nullable() })
    .openapi({ description: "Over the last five to ten minutes, of all instances. A refusal is an answer." }),
  last_answer_at: instant.nullable(),
  last_failure_at: instant.nullable(),
});

export const healthReport = z
  .object({
    status: z.enum(["ok", "attention"]),
    attention: z
      .array(z.string())
      .openapi({ description: "Everything that is not well, as `jobs.cleanup`; empty when all is well." }),
    checked_at: instant,
    probe: z
      .object({
        finished_at: instant.nullable(),
        overdue: z.boolean(),
        checks: z.array(
          z.object({
            name: z.string(),
            ok: z.boolean(),
            latency_ms: z.int(),
            reason: z.string().nullable(),
            proves: z.string(),
          }),
        ),
      })
      .openapi({ description: "The result of the job `health` when it last sent something through the platform." }),
    carrier_accounts: z.array(accountHealth),
    queues: z.array(z.object({ queue: z.string(), state: z.string(), ...backlog })),
    message_queues: z
      .array(
        z.object({
          queue: z.enum(messageQueueNames),
          backlog: z
            .object({ messages: z.int(), bytes: z.int(), oldest_at: instant.nullable() })
            .nullable()
            .openapi({ description: "`null`: the queue gave no answer, for the `reason`." }),
          reason: z.string().nullable(),
        }),
      )
      .openapi({
        description:
          "Cloudflare's queues, by their own approximate counts; `queues` counts the rows behind the messages. A queue whose name ends " +
          "in `-dead` holds messages that could not be delivered, until their last attempt.",
      }),
    dead_letters: z.object(backlog).openapi({
      description: "Orders, calls and messages of which something could not be delivered, however often it was tried.",
    }),
    jobs: z.array(
      z.object({
        name: z.string(),
        cron: z.string(),
        last_status: z.enum(runStatuses).nullable(),
        last_done_at: instant.nullable(),
        overdue: z
          .boolean()
          .openapi({ description: "Two runs should have got something done since the last one that did." }),
      }),
    ),
    live: z
      .object({
        feeds: z.int().openapi({ description: "Objects that hold connections: one per tenant, more for very many." }),
        connections: z.int(),
        behind: z.object(backlog).openapi({ description: "Feeds with a connection that was not sent all there is." }),
        silent: z.object(backlog).openapi({ description: "Feeds that have not said for two minutes how they stand." }),
        worst: z
          .array(
            z.object({
              tenant_id: z.string(),
              shard: z.int(),
              connections: z.int(),
              events_behind: z.int(),
              behind_since: instant.nullable(),
              reported_at: instant,
            }),
          )
          .openapi({ description: "The ten that have been behind for the longest." }),
      })
      .openapi({ description: "The live feeds, as each says of itself every half minute while it has connections." }),
    webhooks: z.object({
      paused: z.object(backlog),
      lagging: z.int().openapi({ description: "Endpoints that have not read their tenant's log to its end." }),
      worst: z
        .array(z.object({ id: z.string(), tenant_id: z.string(), events_behind: z.int(), behind_since: instant }))
        .openapi({ description: "The ten that have been behind for the longest." }),
    }),
    stuck: z.array(z.object({ kind: z.enum(stuckKinds), ...backlog })),
  })
  .openapi("HealthReport");

export type HealthReport = z.output<typeof healthReport>;

const check = z.object({
  name: z.string(),
  ok: z.boolean(),
  latency_ms: z.int().optional().openapi({ description: "How long the answer took, where something was asked." }),
  reason: z.string().optional(),
});

export const readiness = z
  .object({ status: z.enum(["ready", "unready"]), checks: z.array(check) })
  .openapi("Readiness");

export type Readiness = z.output<typeof readiness>;

export const alive = z.object({ status: z.literal("alive") }).openapi("Liveness");

export type Alive = z.output<typeof alive>;
