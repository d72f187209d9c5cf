import { Hono } from "hono";
import { z } from "zod";
import { type BundleFields, bundleFields } from "../account/documents";
import type { Resource } from "../account/resources";
import { formField } from "../account/settings";
import { regulationOf, regulations } from "../inventory/regulations";
import { invalidParameter, notFound, TwilioProblem } from "../problem";
import type { Sandbox } from "../sandbox";
import { formValidator } from "./form";
import { operate } from "./operate";
import { pageWithMeta } from "./paging";
import { iso8601 } from "./wire";

const path = "/v2/RegulatoryCompliance/Bundles";

const bundleForm = z.object({
  FriendlyName: formField,
  Email: formField,
  StatusCallback: formField,
  RegulationSid: formField,
  IsoCountry: formField,
  NumberType: formField,
  EndUserType: formField,
  Status: formField,
});

const form = formValidator(bundleForm);

/** Bundles: created as drafts and submitted for review. Only the control surface ends a review. */
export function bundleRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const wire = (url: string, bundle: Resource<BundleFields>) =>
    bundleToWire(sandbox.accountSid, new URL(url).origin, bundle);
  const existing = (sid: string, pathname: string): Resource<BundleFields> => {
    const bundle = sandbox.bundles.bySid(sid);
    if (!bundle) throw notFound(pathname);
    return bundle;
  };

  app.get(path, (c) =>
    operate(sandbox, c, {
      operation: "bundles",
      effect: () => {
        const url = new URL(c.req.url);
        const rows = sandbox.bundles
          .all()
          .filter((bundle) => matches(url.searchParams, bundle))
          .map((bundle) => wire(c.req.url, bundle));
        return { status: 200, body: pageWithMeta(url, "results", rows) };
      },
    }),
  );

  app.post(path, form, (c) => {
    const fields = c.req.valid("form");
    return operate(sandbox, c, {
      operation: "bundles",
      effect: () => ({ status: 201, body: wire(c.req.url, sandbox.bundles.add(draft(fields), sandbox.now())) }),
    });
  });

  app.get(`${path}/:sid`, (c) =>
    operate(sandbox, c, {
      operation: "bundles",
      effect: () => ({ status: 200, body: wire(c.req.url, existing(c.req.param("sid"), c.req.path)) }),
    }),
  );

  app.post(`${path}/:sid`, form, (c) => {
    const change = c.req.valid("form");
    return operate(sandbox, c, {
      operation: "bundles",
      effect: () => {
        const before = existing(c.req.param("sid"), c.req.path);
        const updated = sandbox.bundles.update(before, changed(before.fields, change), sandbox.now());
        return { status: 200, body: wire(c.req.url, updated) };
      },
    });
  });
  return app;
}

function matches(query: URLSearchParams, { sid, fields }: Resource<BundleFields>): boolean {
  const sids = query.get("BundleSids");
  if (sids !== null && !sids.split(",").includes(sid)) return false;
  const wants = (name: string, value: string | undefined) => (query.get(name) ?? value) === value;
  return (
    wants("Status", fields.status) &&
    wants("IsoCountry", fields.iso_country) &&
    wants("NumberType", fields.number_type) &&
    wants("EndUserType", fields.end_user_type) &&
    wants("FriendlyName", fields.friendly_name) &&
    wants("RegulationSid", regulationOf(fields)?.sid)
  );
}

type BundleForm = z.output<typeof bundleForm>;

function draft(form: BundleForm): BundleFields {
  if (!form.FriendlyName) throw invalidParameter("FriendlyName", "");
  if (!form.Email) throw invalidParameter("Email", "");
  const regulation = regulations.find(({ sid }) => sid === form.RegulationSid);
  const parsed = bundleFields.safeParse({
    friendly_name: form.FriendlyName,
    email: form.Email,
    status_callback: form.StatusCallback || null,
    iso_country: regulation?.iso_country ?? form.IsoCountry,
    number_type: regulation?.number_type ?? form.NumberType,
    end_user_type: regulation?.end_user_type ?? form.EndUserType,
  });
  if (!parsed.success) throw new TwilioProblem(400, 22200, "Invalid End-User Type or Number Type");
  return parsed.data;
}

/** The owner may submit a bundle or take it back to draft. Only Twilio moves it to the other states. */
function changed(before: BundleFields, form: BundleForm): BundleFields {
  const status = form.Status || before.status;
  if (status !== before.status && status !== "pending-review" && status !== "draft") {
    throw new TwilioProblem(400, 22203, "Unable to parse bundle status");
  }
  return {
    ...before,
    status,
    friendly_name: form.FriendlyName || before.friendly_name,
    email: form.Email || before.email,
    status_callback: form.StatusCallback || before.status_callback,
  };
}

export function bundleToWire(
  accountSid: string,
  origin: string,
  { sid, fields, createdAt, updatedAt }: Resource<BundleFields>,
) {
  const { friendly_name, email, status, status_callback, valid_until } = fields;
  const url = `${origin}${path}/${sid}`;
  return {
    sid,
    account_sid: accountSid,
    regulation_sid: regulationOf(fields)?.sid ?? null,
    friendly_name,
    status,
    valid_until,
    email,
    status_callback,
    date_created: iso8601(createdAt),
    date_updated: iso8601(updatedAt),
    url,
    links: {
      evaluations: `${url}/Evaluations`,
      item_assignments: `${url}/ItemAssignments`,
      bundle_copies: `${url}/Copies`,
    },
  };
}
