import { app } from "./app";
import { runDueJobs } from "./jobs";
import { consumeMessages } from "./queues";

export { LiveFeed } from "#objects/live-feed";
export { NumberReservation } from "#objects/number-reservation";
export { WebhookEndpoint } from "#objects/webhook-endpoint";

export default {
  fetch: app.fetch,
  scheduled: (controller, env, ctx) => ctx.waitUntil(runDueJobs(controller.cron, env, ctx)),
  queue: (batch, env, ctx) => consumeMessages(batch, env, ctx),
} satisfies ExportedHandler<Env>;
