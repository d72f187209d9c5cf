import type { Context as HonoContext } from "hono";
import { accepts } from "hono/accepts";
import type { AppEnv } from "#kernel/http/http";

const links = {
  name: "PhoneManager",
  documentation: "/docs",
  api_reference: "/docs/api",
  openapi: "/openapi.json",
  text_for_models: "/llms.txt",
  readiness: "/health/ready",
};

/** `GET /`: browsers go to the documentation, whose first page links to everything; programs get the links as JSON. */
export function frontPage(c: HonoContext<AppEnv>): Response {
  const type = accepts(c, {
    header: "Accept",
    supports: ["application/json", "text/html"],
    default: "application/json",
  });
  c.header("Vary", "Accept");
  return type === "text/html" ? c.redirect(links.documentation) : c.json(links);
}

/** Browsers ask for this address by themselves. */
export const favicon = (c: HonoContext<AppEnv>): Response => c.redirect("/docs-assets/icon.svg", 301);
