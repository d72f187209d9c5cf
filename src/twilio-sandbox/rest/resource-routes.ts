import type { Context, Hono } from "hono";
import type { z } from "zod";
import type { Operation } from "../account/journal";
import type { Resource, ResourceStore } from "../account/resources";
import { invalidParameter, notFound, type Reply, TwilioProblem } from "../problem";
import type { Sandbox } from "../sandbox";
import { operate } from "./operate";
import { classicPage, pageWithMeta } from "./paging";
import { type Form, type Parameters, readParameters } from "./parameters";
import { iso8601, rfc2822 } from "./wire";

/** A kind of resource with Twilio's usual five operations. */
export interface ResourceRoutes<Fields extends object> {
  readonly operation: Operation;
  /** Path of the collection. Paths of the 2010 API end in .json, which is added here. */
  readonly path: string;
  /** The member of a list that has the rows. */
  readonly key: string;
  readonly store: ResourceStore<Fields>;
  readonly schema: z.ZodType<Fields>;
  readonly parameters: Parameters;
  /** The parameters that only an update takes; by default those of the creation. Null: it cannot be updated. */
  readonly updates?: Parameters | null;
  readonly required?: readonly string[];
  /** SID of the resource that the path is in. Throws if it does not exist. */
  readonly parentOf?: (c: Context) => string;
  /** Throws if the fields break a rule. `before` is null for a creation. */
  readonly check?: (fields: Fields, before: Resource<Fields> | null, parent: string) => void;
  /** Reads the form of a creation, where it is not by `parameters`. */
  readonly fieldsOf?: (form: Form) => Fields;
  /** SID of a new resource, where it is not a new one. */
  readonly sidOf?: (fields: Fields) => string;
  /** Throws if others depend on the resource; removes what belongs to it. */
  readonly beforeRemoval?: (resource: Resource<Fields>) => void;
  /** The members besides SIDs, dates and address; by default the fields. `address` is that of the resource. */
  readonly wire?: (resource: Resource<Fields>, address: string) => object;
  /** Members that all resources have but this kind. */
  readonly omits?: readonly string[];
}

/** Fails because something else depends on the resource. */
export const inUse = (message: string) => new TwilioProblem(400, 21247, message);
/** Fails because there is one like it. */
export const duplicate = (message: string) => new TwilioProblem(400, 21245, message);

export function addResourceRoutes<Fields extends object>(
  app: Hono,
  sandbox: Sandbox,
  kind: ResourceRoutes<Fields>,
): void {
  const { operation, path, key, store, schema, parameters, updates = parameters } = kind;
  const isClassic = path.startsWith("/2010-04-01/");
  const suffix = isClassic ? ".json" : "";
  const parentOf = (c: Context) => kind.parentOf?.(c) ?? "";
  const run = (c: Context, effect: () => Reply) => operate(sandbox, c, { operation, effect });
  const existing = (c: Context): Resource<Fields> => {
    const sid = (c.req.param("sid") ?? "").replace(/\.json$/, "");
    const found = store.bySid(sid, parentOf(c));
    if (!found) throw notFound(c.req.path);
    return found;
  };
  const wire = (resource: Resource<Fields>, origin: string, collection: string) => {
    const at = `${collection}/${resource.sid}`;
    const date = isClassic ? rfc2822 : iso8601;
    const members = {
      sid: resource.sid,
      account_sid: sandbox.accountSid,
      ...(kind.wire?.(resource, isClassic ? at : origin + at) ?? resource.fields),
      date_created: date(resource.createdAt),
      date_updated: date(resource.updatedAt),
      ...(isClassic ? { uri: `${at}.json` } : { url: origin + at }),
    };
    return Object.fromEntries(Object.entries(members).filter(([name]) => !kind.omits?.includes(name)));
  };
  const collectionOf = (c: Context) => c.req.path.replace(/\.json$/, "");
  const answer = (c: Context, status: number, resource: Resource<Fields>) => {
    const here = collectionOf(c);
    const collection = c.req.param("sid") === undefined ? here : here.slice(0, here.lastIndexOf("/"));
    return { status, body: wire(resource, new URL(c.req.url).origin, collection) };
  };

  app.get(path + suffix, (c) =>
    run(c, () => {
      const address = new URL(c.req.url);
      const rows = store.all(parentOf(c)).map((each) => wire(each, address.origin, collectionOf(c)));
      return { status: 200, body: (isClassic ? classicPage : pageWithMeta)(address, key, rows) };
    }),
  );
  app.post(path + suffix, async (c) => {
    const form = await formOf(c);
    return run(c, () => {
      for (const name of kind.required ?? []) if (!form[name]) throw invalidParameter(name, "");
      const parent = parentOf(c);
      const fields = schema.parse(kind.fieldsOf?.(form) ?? readParameters(parameters, form));
      kind.check?.(fields, null, parent);
      const at = { parent, ...(kind.sidOf && { sid: kind.sidOf(fields) }) };
      return answer(c, 201, store.add(fields, sandbox.now(), at));
    });
  });
  const one = isClassic ? `${path}/:sid{[^/]+\\.json}` : `${path}/:sid`;
  app.get(one, (c) => run(c, () => answer(c, 200, existing(c))));
  if (updates !== null) {
    app.post(one, async (c) => {
      const form = await formOf(c);
      return run(c, () => {
        const before = existing(c);
        const fields = schema.parse({ ...before.fields, ...readParameters(updates, form) });
        kind.check?.(fields, before, before.parent);
        return answer(c, 200, store.update(before, fields, sandbox.now()));
      });
    });
  }
  app.delete(one, (c) =>
    run(c, () => {
      const resource = existing(c);
      kind.beforeRemoval?.(resource);
      store.remove(resource);
      return { status: 204 };
    }),
  );
}

export async function formOf(c: Context): Promise<Form> {
  const form = await c.req.parseBody({ all: true });
  const last = Object.entries(form).map(([name, value]) => [name, String([value].flat().at(-1) ?? "")] as const);
  return Object.fromEntries(last);
}
