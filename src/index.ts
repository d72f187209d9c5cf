import { app } from "./app";
import { runDueJobs } from "./jobs";
import { takeMessages } from "./queues";

export { LiveFeed } from "./live/live-feed";
export { NumberReservation } from "./number-object/number-reservation";
export { WebhookEndpoint } from "./webhook-object/webhook-endpoint";

export default {
  fetch: app.fetch,
  scheduled: (controller, env, ctx) => ctx.waitUntil(runDueJobs(controller.cron, env, ctx)),
  queue: (batch, env, ctx) => takeMessages(batch, env, ctx),
} satisfies ExportedHandler<Env>;
