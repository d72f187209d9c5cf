import { type Context, Hono } from "hono";
import { z } from "zod";
import { type PortWebhookFields, signingFields } from "../account/porting";
import { invalidParameter, notFound, type Reply, TwilioProblem } from "../problem";
import type { Sandbox } from "../sandbox";
import { operate } from "./operate";
import { pageWithMeta } from "./paging";
import { jsonOf } from "./porting";
import { portDocumentToWire, portWebhooksToWire, signingToWire } from "./porting-wire";

const target = z
  .string()
  .regex(/^https?:\/\/\S+$/)
  .nullish();
const webhookBody = z.looseObject({
  port_in_target_url: target,
  port_out_target_url: target,
  notifications_of: z.array(z.string()).nullish(),
});
/** Twilio's limit for a document. */
const MAX_BYTES = 10 * 1024 * 1024;
const singleton = "webhooks";

/** The settings of ports, which an account has once, and the documents for ports (numbers-upload.twilio.com). */
export function portingConfigurationRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const { webhooks, signing, documents } = sandbox.porting;
  const originOf = (c: Context): string => new URL(c.req.url).origin;
  const run = (c: Context, effect: () => Reply) => operate(sandbox, c, { operation: "porting", effect });
  const current = () => webhooks.bySid(singleton);

  app.get("/v1/Porting/Configuration/Webhook", (c) =>
    run(c, () => {
      const config = current();
      if (!config) throw notFound(c.req.path);
      return { status: 200, body: portWebhooksToWire(originOf(c), config.fields) };
    }),
  );
  app.post("/v1/Porting/Configuration/Webhook", async (c) => {
    const json = await jsonOf(c);
    return run(c, () => {
      const {
        port_in_target_url: portIn = null,
        port_out_target_url: portOut = null,
        ...given
      } = read(webhookBody, json);
      const now = sandbox.now();
      const fields: PortWebhookFields = {
        port_in_target_url: portIn,
        port_out_target_url: portOut,
        notifications_of: given.notifications_of ?? [],
        port_in_target_date_created: portIn === null ? null : now,
        port_out_target_date_created: portOut === null ? null : now,
      };
      const before = current();
      if (before) webhooks.update(before, fields, now);
      else webhooks.add(fields, now, { sid: singleton });
      const {
        port_in_target_date_created: _,
        port_out_target_date_created: __,
        ...body
      } = portWebhooksToWire(originOf(c), fields);
      return { status: 201, body };
    });
  });
  app.delete("/v1/Porting/Configuration/Webhook/:type", (c) =>
    run(c, () => {
      const type = c.req.param("type");
      if (type !== "PORT_IN" && type !== "PORT_OUT") throw invalidParameter("WebhookType", type);
      const config = current();
      const name = type === "PORT_IN" ? "port_in_target" : "port_out_target";
      if (!config || config.fields[`${name}_url`] === null) throw notFound(c.req.path);
      const fields = { ...config.fields, [`${name}_url`]: null, [`${name}_date_created`]: null };
      if (fields.port_in_target_url === null && fields.port_out_target_url === null) webhooks.remove(config);
      else webhooks.update(config, fields, sandbox.now());
      return { status: 204 };
    }),
  );

  app.get("/v1/SigningRequest/Configuration", (c) =>
    run(c, () => {
      const is = (name: string, value: string) => (c.req.query(name) || value) === value;
      const rows = signing
        .all()
        .filter(({ fields }) => is("Country", fields.country) && is("Product", fields.product))
        .map(({ fields }) => signingToWire(originOf(c), fields));
      return { status: 200, body: pageWithMeta(new URL(c.req.url), "configurations", rows) };
    }),
  );
  app.post("/v1/SigningRequest/Configuration", async (c) => {
    const json = await jsonOf(c);
    return run(c, () => {
      const fields = read(signingFields, json);
      const sid = `${fields.product}/${fields.country}`;
      const before = signing.bySid(sid);
      if (before) signing.update(before, fields, sandbox.now());
      else signing.add(fields, sandbox.now(), { sid });
      return { status: 201, body: signingToWire(originOf(c), fields) };
    });
  });

  app.post("/v1/Documents", async (c) => {
    const upload = await uploadOf(c);
    return operate(sandbox, c, {
      operation: "porting_documents",
      effect: () => {
        const { type, file } = upload;
        if (type === "") throw invalidParameter("document_type", "");
        if (!file) throw invalidParameter("File", "");
        if (file.bytes > MAX_BYTES) throw new TwilioProblem(413, 20413, "The document is larger than 10 MB");
        const document = documents.add(
          {
            document_type: type,
            friendly_name: upload.name,
            // An upload without content is taken all the same; only this shows it.
            mime_type: file.bytes === 0 ? "" : file.type,
            status: "PENDING_REVIEW",
            failure_reason: null,
            filename: file.name,
            bytes: file.bytes,
            sha256: file.sha256,
          },
          sandbox.now(),
        );
        return { status: 201, body: portDocumentToWire(document) };
      },
    });
  });
  return app;
}

interface Upload {
  readonly type: string;
  readonly name: string;
  readonly file: {
    readonly name: string;
    readonly type: string;
    readonly bytes: number;
    readonly sha256: string;
  } | null;
}

async function uploadOf(c: Context): Promise<Upload> {
  const isMultipart = c.req.header("Content-Type")?.startsWith("multipart/form-data");
  const form = isMultipart ? await c.req.parseBody().catch(() => null) : null;
  if (form === null) throw new TwilioProblem(400, 20001, "The body is not multipart/form-data");
  const { document_type, friendly_name, File: file } = form;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const found = file instanceof File ? await described(file) : null;
  return { type: text(document_type), name: text(friendly_name), file: found };
}

async function described(file: File) {
  const content = await file.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { name: file.name, type: file.type, bytes: content.byteLength, sha256 };
}

function read<Schema extends z.ZodType>(schema: Schema, json: unknown): z.output<Schema> {
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new TwilioProblem(400, 20001, z.prettifyError(parsed.error));
  return parsed.data;
}
