import { Hono } from "hono";
import type { OwnedNumber } from "../account/numbers";
import { numberForm } from "../account/settings";
import type { NumberType } from "../inventory/offers";
import { notFound } from "../problem";
import type { Sandbox } from "../sandbox";
import { formValidator } from "./form";
import { buy, release, update } from "./incoming-changes";
import { listIncoming, truncate } from "./incoming-list";
import { operate } from "./operate";
import { pageNumberOf } from "./paging";
import { incomingToWire, typeWords } from "./wire";

const form = formValidator(numberForm);

/** IncomingPhoneNumbers: the numbers of the account. Local, Mobile and TollFree are the same list, narrowed. */
export function incomingRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const path = "/2010-04-01/Accounts/:account/IncomingPhoneNumbers";

  const collections: { file: string; type?: NumberType }[] = [{ file: `${path}.json` }];
  for (const type of ["local", "mobile", "tollfree"] as const) {
    collections.push({ file: `${path}/${typeWords[type].path}.json`, type });
  }
  for (const { file, type } of collections) {
    app.get(file, (c) => {
      const url = new URL(c.req.url);
      const phoneNumber = url.searchParams.get("PhoneNumber") ?? undefined;
      return operate(sandbox, c, {
        operation: "list",
        phoneNumber,
        page: pageNumberOf(url.searchParams),
        effect: () => listIncoming(sandbox, url, type),
        truncated: () => truncate(listIncoming(sandbox, url, type)),
      });
    });
    app.post(file, form, (c) => {
      const fields = c.req.valid("form");
      return operate(sandbox, c, {
        operation: "buy",
        phoneNumber: fields.PhoneNumber,
        effect: () => ({ status: 201, body: incomingToWire(sandbox.accountSid, buy(sandbox, fields, type)) }),
      });
    });
  }

  const one = `${path}/:file{[^/]+\\.json}`;
  const find = (file: string) => sandbox.numbers.bySid(file.replace(".json", ""));
  const existing = (file: string, pathname: string): OwnedNumber => {
    const number = find(file);
    if (!number) throw notFound(pathname);
    return number;
  };

  app.get(one, (c) => {
    const file = c.req.param("file");
    return operate(sandbox, c, {
      operation: "fetch",
      phoneNumber: find(file)?.phoneNumber,
      effect: () => ({ status: 200, body: incomingToWire(sandbox.accountSid, existing(file, c.req.path)) }),
    });
  });

  app.post(one, form, (c) => {
    const file = c.req.param("file");
    const fields = c.req.valid("form");
    return operate(sandbox, c, {
      operation: "update",
      phoneNumber: find(file)?.phoneNumber,
      effect: () => {
        const updated = update(sandbox, existing(file, c.req.path), fields);
        return { status: 200, body: incomingToWire(sandbox.accountSid, updated) };
      },
    });
  });

  app.delete(one, (c) => {
    const file = c.req.param("file");
    return operate(sandbox, c, {
      operation: "release",
      phoneNumber: find(file)?.phoneNumber,
      effect: () => {
        release(sandbox, existing(file, c.req.path));
        return { status: 204 };
      },
    });
  });
  return app;
}
