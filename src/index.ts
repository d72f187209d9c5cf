import { app } from "./app";
import { runDueJobs } from "./jobs";

export { NumberReservation } from "./number-object/number-reservation";

export default {
  fetch: app.fetch,
  scheduled: (controller, env, ctx) => ctx.waitUntil(runDueJobs(controller.cron, env, ctx)),
} satisfies ExportedHandler<Env>;
