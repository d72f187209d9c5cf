import { Buffer } from "node:buffer";
import canonicalize from "canonicalize";
import { decode } from "dns-packet";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import { Hono } from "hono";
import { accepts } from "hono/accepts";
import { bodyLimit } from "hono/body-limit";
import { getCookie } from "hono/cookie";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import ipaddr from "ipaddr.js";
import { Webhook } from "standardwebhooks";
import type * as zod from "zod";

const numbers = sqliteTable("numbers", { id: text("id").primaryKey(), phoneNumber: text("phone_number").notNull() });

/** A Worker that imports each library of the platform by the platform's own entry points, and registers one route. */
export function oneRoute(
  z: Pick<typeof zod, "strictObject" | "string">,
  countryOf: (phoneNumber: string) => string | null | undefined,
) {
  const parameters = z.strictObject({ id: z.string() });
  const app = new Hono<{ Bindings: { DB: Parameters<typeof drizzle>[0] } }>();
  app.use(secureHeaders());
  app.use(bodyLimit({ maxSize: 1024 * 1024 }));
  app.get("/numbers/:id", async (c) => {
    const parsed = parameters.safeParse(c.req.param());
    if (!parsed.success) throw new HTTPException(422);
    const [row] = await drizzle(c.env.DB).select().from(numbers).where(sql`${numbers.id} = ${parsed.data.id}`);
    const supports = ["application/json", "text/csv"];
    const type = accepts(c, { header: "Accept", supports, default: "application/json" });
    const address = ipaddr.isValid(c.req.header("cf-connecting-ip") ?? "");
    const { answers } = decode(Buffer.from(getCookie(c, "records") ?? "", "base64"));
    const text = canonicalize({ type, address, answers }) ?? "";
    const signature = new Webhook("c2VjcmV0").sign("msg", new Date(0), text);
    return c.json({ signature, country: countryOf(row?.phoneNumber ?? "") });
  });
  return app;
}
