import { z } from "@hono/zod-openapi";
import type { Router } from "../kernel/http";
import { catalogue, type EventType, eventTypes } from "./catalogue";
import { exampleOf } from "./example";
import { event } from "./wire";

/** The events in the API's document, under `webhooks`: one entry for each of the catalogue, made of what stands there. */

/** An event of this type alone. */
export const eventOf = (type: EventType) => event.extend({ type: z.literal(type), data: catalogue[type] });

export function documentEvents(app: Router): void {
  for (const type of eventTypes) {
    const description = catalogue[type].description ?? "";
    app.openAPIRegistry.registerWebhook({
      method: "post",
      path: type,
      tags: ["Events"],
      summary: type,
      description,
      request: {
        body: {
          required: true,
          content: { "application/json": { schema: eventOf(type), example: { ...exampleOf(type), hash: null } } },
        },
      },
      responses: { "2XX": { description: "Any of these says that you have it." } },
    });
  }
}
