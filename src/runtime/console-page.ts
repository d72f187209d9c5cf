import type { Context as HonoContext } from "hono";
import type { AppEnv } from "#kernel/http/http";

/**
 * The console's libraries set styles in attributes, so styles may be inline; scripts may not. Nothing is loaded from or
 * sent to another origin: `connect-src` covers the live feed's WebSocket, too.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** `GET /console…`: the one page of the console, whatever the path; its script shows the page for the path. */
export async function consolePage(c: HonoContext<AppEnv>): Promise<Response> {
  const page = await c.env.ASSETS.fetch(new URL("/console/", c.req.url));
  c.header("Content-Security-Policy", contentSecurityPolicy);
  c.header("Cache-Control", "no-cache");
  c.header("Content-Type", "text/html; charset=utf-8");
  return c.body(await page.text(), page.ok ? 200 : 503);
}
