import { type Context, Hono } from "hono";
import { z } from "zod";
import { homeRegion, regions } from "../account/regions";
import type { Resource } from "../account/resources";
import type { RouteFields } from "../account/routes";
import { formField } from "../account/settings";
import { invalidParameter, notFound } from "../problem";
import type { Sandbox } from "../sandbox";
import { formValidator } from "./form";
import { operate } from "./operate";
import { iso8601 } from "./wire";

const form = formValidator(z.object({ VoiceRegion: formField, FriendlyName: formField }));

interface Routed {
  readonly path: string;
  /** The member that has the name. */
  readonly member: string;
  readonly owns: (name: string) => boolean;
}

/** routes.twilio.com: the region that takes the calls of a number, SIP domain or trunk. Changes take effect at once. */
export function callRouteRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const kinds: Routed[] = [
    {
      path: "/v2/PhoneNumbers",
      member: "phone_number",
      owns: (name) => sandbox.numbers.byPhoneNumber(name) !== undefined,
    },
    {
      path: "/v2/SipDomains",
      member: "sip_domain",
      owns: (name) => sandbox.sip.domains.all().some(({ fields }) => fields.domain_name === name),
    },
    {
      path: "/v2/Trunks",
      member: "sip_trunk_domain",
      owns: (name) => sandbox.sip.trunks.all().some(({ fields }) => fields.domain_name === name),
    },
  ];
  for (const { path, member, owns } of kinds) {
    const routeOf = (c: Context): Resource<RouteFields> => {
      const name = decodeURIComponent(c.req.path.slice(path.length + 1));
      if (!owns(name)) throw notFound(c.req.path);
      return routeTo(sandbox, name);
    };
    const wire = (c: Context, route: Resource<RouteFields>) => ({
      [member]: route.parent,
      url: c.req.url.split("?")[0],
      sid: route.sid,
      account_sid: sandbox.accountSid,
      ...route.fields,
      date_created: iso8601(route.createdAt),
      date_updated: iso8601(route.updatedAt),
    });

    app.get(`${path}/:name`, (c) =>
      operate(sandbox, c, { operation: "routes", effect: () => ({ status: 200, body: wire(c, routeOf(c)) }) }),
    );
    app.post(`${path}/:name`, form, (c) => {
      const { VoiceRegion, FriendlyName } = c.req.valid("form");
      return operate(sandbox, c, {
        operation: "routes",
        effect: () => {
          const route = routeOf(c);
          const voice_region = VoiceRegion ? regions.find((each) => each === VoiceRegion) : route.fields.voice_region;
          if (!voice_region) throw invalidParameter("VoiceRegion", VoiceRegion ?? "");
          const fields = { voice_region, friendly_name: FriendlyName ?? route.fields.friendly_name };
          return { status: 200, body: wire(c, sandbox.routes.update(route, fields, sandbox.now())) };
        },
      });
    });
  }
  return app;
}

/** Returns the route, which leads to US1 until a request changes it. */
function routeTo({ routes, now }: Sandbox, name: string): Resource<RouteFields> {
  const [route] = routes.all(name);
  return route ?? routes.add({ friendly_name: "", voice_region: homeRegion }, now(), { parent: name });
}
