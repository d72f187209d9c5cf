import { type Context, Hono } from "hono";
import { createPort } from "../porting/create-port";
import { cancelNumbers } from "../porting/move-port";
import { notify } from "../porting/notify";
import { isOpenNumber, isOpenPort, numbersOf, type Port } from "../porting/open-ports";
import { requirePortability } from "../porting/portability";
import { wordOf } from "../porting/words";
import { invalidParameter, notFound, type Reply, TwilioProblem } from "../problem";
import type { Sandbox } from "../sandbox";
import { operate } from "./operate";
import { portabilityToWire, portInList, portNumberToWire, portToWire } from "./porting-wire";

const root = "/v1/Porting";

/** numbers.twilio.com/v1/Porting: portability, and requests to port numbers in. JSON in both directions. */
export function portingRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const { ports, numbers } = sandbox.porting;
  const originOf = (c: Context): string => new URL(c.req.url).origin;
  const run = (c: Context, effect: () => Reply) => operate(sandbox, c, { operation: "porting", effect });
  const existing = (c: Context): Port => {
    const port = ports.bySid(c.req.param("sid") ?? "");
    if (!port) throw notFound(c.req.path);
    return port;
  };
  const existingNumber = (c: Context, port: Port) => {
    const number = numbers.bySid(c.req.param("number") ?? "", port.sid);
    if (!number) throw notFound(c.req.path);
    return number;
  };

  app.get(`${root}/Portability/PhoneNumber/:e164`, (c) => {
    const phoneNumber = c.req.param("e164");
    return operate(sandbox, c, {
      operation: "portability",
      phoneNumber,
      effect: () => {
        const target = c.req.query("TargetAccountSid") ?? sandbox.accountSid;
        const portability = requirePortability(sandbox, phoneNumber, target);
        return { status: 200, body: portabilityToWire(originOf(c), phoneNumber, portability) };
      },
    });
  });

  app.post(`${root}/PortIn`, async (c) => {
    const json = await jsonOf(c);
    return run(c, () => {
      const port = createPort(sandbox, json);
      return { status: 202, body: portToWire(originOf(c), port, numbersOf(sandbox, port), "pending") };
    });
  });
  app.get(`${root}/PortIn/PortInRequests`, (c) => run(c, () => ({ status: 200, body: page(sandbox, c) })));
  app.get(`${root}/PortIn/:sid`, (c) =>
    run(c, () => {
      const port = existing(c);
      return { status: 200, body: portToWire(originOf(c), port, numbersOf(sandbox, port)) };
    }),
  );
  app.delete(`${root}/PortIn/:sid`, (c) =>
    run(c, () => {
      const port = existing(c);
      if (!isOpenPort(port)) throw new TwilioProblem(409, 20409, `The port is ${port.fields.status}`);
      const { changes } = cancelNumbers(sandbox, port, numbersOf(sandbox, port), "Canceled by the customer");
      void notify(sandbox, changes);
      return { status: 204 };
    }),
  );
  app.get(`${root}/PortIn/:sid/PhoneNumber/:number`, (c) =>
    run(c, () => {
      const port = existing(c);
      return { status: 200, body: portNumberToWire(originOf(c), port, existingNumber(c, port)) };
    }),
  );
  app.delete(`${root}/PortIn/:sid/PhoneNumber/:number`, (c) =>
    run(c, () => {
      const port = existing(c);
      const number = existingNumber(c, port);
      if (!isOpenPort(port) || !isOpenNumber(number))
        throw new TwilioProblem(409, 20409, `The number is ${number.fields.status}`);
      void notify(sandbox, cancelNumbers(sandbox, port, [number], null).changes);
      return { status: 204 };
    }),
  );
  return app;
}

export async function jsonOf(c: Context): Promise<unknown> {
  try {
    return JSON.parse((await c.req.text()) || "{}");
  } catch {
    throw new TwilioProblem(400, 20001, "The body is not JSON");
  }
}

/** A page of the ports, the newest first. A token is the SID of the first port of its page. */
function page(sandbox: Sandbox, c: Context) {
  const query = (name: string): string | undefined => c.req.query(name) || undefined;
  const size = Number(query("Size") ?? "20");
  if (!Number.isInteger(size) || size < 1 || size > 100) throw invalidParameter("Size", query("Size") ?? "");
  const status = query("PortInRequestStatus");
  const sids = query("PortInRequestSid")?.split(",");
  const instant = (name: string): number | undefined => {
    const value = query(name);
    if (value === undefined) return undefined;
    const at = Date.parse(value);
    if (Number.isNaN(at)) throw invalidParameter(name, value);
    return at;
  };
  const before = instant("CreatedBefore");
  const after = instant("CreatedAfter");
  const rows = sandbox.porting.ports
    .all()
    .filter(
      ({ sid, fields, createdAt }) =>
        (status === undefined || wordOf(status) === wordOf(fields.status)) &&
        (sids === undefined || sids.includes(sid)) &&
        (before === undefined || createdAt < before) &&
        (after === undefined || createdAt > after),
    );
  const token = query("Token");
  const start = token === undefined ? 0 : rows.findIndex(({ sid }) => sid === token);
  if (start < 0) throw new TwilioProblem(400, 21481, `Invalid Token: ${token}`);
  const end = start + size;
  return {
    port_in_requests: rows.slice(start, end).map((port) => portInList(port, numbersOf(sandbox, port))),
    meta: {
      next_token: rows[end]?.sid ?? null,
      previous_token: start > 0 ? (rows[Math.max(start - size, 0)]?.sid ?? null) : null,
    },
  };
}
