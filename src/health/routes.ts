import { createRoute, z } from "@hono/zod-openapi";
import { dependenciesOf } from "../compose";
import { createRouter, json } from "../kernel/http";
import { checkReadiness } from "./ready";

const check = z.object({ name: z.string(), ok: z.boolean(), reason: z.string().optional() });
const readiness = z.object({ status: z.enum(["ready", "unready"]), checks: z.array(check) }).openapi("Readiness");
const alive = z.object({ status: z.literal("alive") }).openapi("Liveness");

const live = createRoute({
  tags: ["Health"],
  security: [],
  method: "get",
  path: "/health/live",
  operationId: "getLiveness",
  summary: "Is the Worker running",
  description: "Answers as soon as the Worker runs; asks nothing of anything else. Needs no key.",
  responses: { 200: json(alive, "It runs.", { status: "alive" }) },
});

const ready = createRoute({
  tags: ["Health"],
  security: [],
  method: "get",
  path: "/health/ready",
  operationId: "getReadiness",
  summary: "Can it serve requests",
  description:
    "Asks the database and an object, and checks the configuration. The check `carrier` tells whether the circuit towards the carrier is open, as far as the answering instance has seen; it asks the carrier nothing and makes no difference to `status`, as all instances share the carrier. Needs no key.",
  responses: {
    200: json(readiness, "All is well.", { status: "ready", checks: [{ name: "database", ok: true }] }),
    503: json(readiness, "Something is not, with the reason.", {
      status: "unready",
      checks: [{ name: "configuration", ok: false, reason: "TWILIO_AUTH_TOKEN is not set." }],
    }),
  },
});

export const healthRoutes = createRouter()
  .openapi(live, (c) => c.json({ status: "alive" as const }, 200))
  .openapi(ready, async (c) => {
    const { ready, checks } = await checkReadiness(dependenciesOf(c.env));
    return ready
      ? c.json({ status: "ready" as const, checks: [...checks] }, 200)
      : c.json({ status: "unready" as const, checks: [...checks] }, 503);
  });
