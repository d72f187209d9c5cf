import type { Env } from "hono";
import { HonoBase } from "hono/hono-base";
import { RouteList } from "./route-list";

/** Hono without its own routers, which the platform does not use. A slash at the end of a path changes nothing. */
export class HonoRoutes<Bindings extends Env> extends HonoBase<Bindings> {
  constructor() {
    super({ strict: false, router: new RouteList() });
  }
}
