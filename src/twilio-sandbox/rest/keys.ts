import { Hono } from "hono";
import { z } from "zod";
import type { ApiKey } from "../account/accounts";
import { formField } from "../account/settings";
import { notFound } from "../problem";
import type { Sandbox } from "../sandbox";
import { formValidator } from "./form";
import { operate } from "./operate";
import { classicPage } from "./paging";
import { rfc2822 } from "./wire";

const form = formValidator(z.object({ FriendlyName: formField }));
const path = "/2010-04-01/Accounts/:account/Keys";

/** API keys. This API makes standard keys; the Console makes main and restricted ones, here the control surface. */
export function keyRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const { accounts, region } = sandbox;
  const existing = (file: string, pathname: string): ApiKey => {
    const key = accounts.keyBySid(file.replace(".json", ""));
    if (key?.accountSid !== sandbox.accountSid || key.region !== region) throw notFound(pathname);
    return key;
  };

  app.get(`${path}.json`, (c) =>
    operate(sandbox, c, {
      operation: "keys",
      effect: () => {
        const keys = accounts.keysOf(sandbox.accountSid).filter((key) => key.region === region);
        return { status: 200, body: classicPage(new URL(c.req.url), "keys", keys.map(keyToWire)) };
      },
    }),
  );

  app.post(`${path}.json`, form, (c) => {
    const { FriendlyName: friendly_name = "" } = c.req.valid("form");
    return operate(sandbox, c, {
      operation: "keys",
      effect: () => {
        const key = accounts.addKey(sandbox.accountSid, { friendly_name, region }, sandbox.now());
        return { status: 201, body: { ...keyToWire(key), secret: key.secret } };
      },
    });
  });

  const one = `${path}/:file{[^/]+\\.json}`;
  app.get(one, (c) =>
    operate(sandbox, c, {
      operation: "keys",
      effect: () => ({ status: 200, body: keyToWire(existing(c.req.param("file"), c.req.path)) }),
    }),
  );

  app.post(one, form, (c) => {
    const { FriendlyName } = c.req.valid("form");
    return operate(sandbox, c, {
      operation: "keys",
      effect: () => {
        const key = existing(c.req.param("file"), c.req.path);
        const change = FriendlyName === undefined ? {} : { friendly_name: FriendlyName };
        return { status: 200, body: keyToWire(accounts.updateKey(key, change, sandbox.now())) };
      },
    });
  });

  app.delete(one, (c) =>
    operate(sandbox, c, {
      operation: "keys",
      effect: () => {
        accounts.removeKey(existing(c.req.param("file"), c.req.path));
        return { status: 204 };
      },
    }),
  );
  return app;
}

const keyToWire = ({ sid, friendly_name, createdAt, updatedAt }: ApiKey) => ({
  sid,
  friendly_name,
  date_created: rfc2822(createdAt),
  date_updated: rfc2822(updatedAt),
});
