import { type Context, Hono } from "hono";
import type { OwnedNumber } from "../account/numbers";
import type { Resource, ResourceStore } from "../account/resources";
import { mappingFields, originationUrlFields, trunkFields } from "../account/sip";
import { invalidParameter, notFound, TwilioProblem } from "../problem";
import type { Sandbox } from "../sandbox";
import { operate } from "./operate";
import { pageWithMeta } from "./paging";
import { flag, integer, method, oneOf, readParameters, sipUri, text, url } from "./parameters";
import { addResourceRoutes, duplicate, formOf } from "./resource-routes";
import { attachment, requireFreeName } from "./sip-domains";
import { incomingToWire, iso8601 } from "./wire";

const root = "/v1/Trunks";
const nameForm = /^(?!-)[A-Za-z0-9-]+(?<!-)\.pstn\.twilio\.com$/;
/** Twilio's limit for a trunk. */
const MAX_ORIGINATION_URLS = 10;

/** trunking.twilio.com: elastic SIP trunks with their origination URLs, lists and numbers. */
export function trunkRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const { sip } = sandbox;
  const trunkOf = (c: Context): Resource<unknown> => {
    const trunk = sip.trunks.bySid(c.req.param("trunk") ?? "");
    if (!trunk) throw notFound(c.req.path);
    return trunk;
  };
  const parentOf = (c: Context): string => trunkOf(c).sid;

  addResourceRoutes(app, sandbox, {
    operation: "trunking",
    path: root,
    key: "trunks",
    store: sip.trunks,
    schema: trunkFields,
    parameters: {
      FriendlyName: text(64),
      DomainName: text(255),
      DisasterRecoveryUrl: url,
      DisasterRecoveryMethod: method,
      TransferMode: oneOf(["disable-all", "enable-all", "sip-only"]),
      TransferCallerId: oneOf(["from-transferee", "from-transferor"]),
      Secure: flag,
      CnamLookupEnabled: flag,
    },
    check: ({ domain_name }, before) => {
      if (domain_name === null || domain_name === "") return;
      if (!nameForm.test(domain_name)) throw invalidParameter("DomainName", domain_name);
      requireFreeName(sip.trunks, domain_name, before?.sid);
    },
    beforeRemoval: ({ sid }) => {
      const numbers = numbersOf(sandbox, sid);
      if (numbers.some(({ settings }) => settings.emergency_status === "Active"))
        throw new TwilioProblem(400, 21634, "A number of the trunk has an active emergency address");
      for (const number of numbers) attach(sandbox, number, null);
      for (const store of [sip.originationUrls, sip.trunkCredentialLists, sip.trunkIpLists]) store.removeOf(sid);
    },
    wire: ({ sid, fields }, address) => {
      const auth = [
        ...(sip.trunkIpLists.all(sid).length > 0 ? ["IP_ACL"] : []),
        ...(sip.trunkCredentialLists.all(sid).length > 0 ? ["CREDENTIAL_LIST"] : []),
      ];
      const links = ["origination_urls", "credential_lists", "ip_access_control_lists", "phone_numbers"];
      const partOf = (name: string) => name.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
      return {
        ...fields,
        symmetric_rtp_enabled: false,
        auth_type: auth.join(","),
        auth_type_set: auth,
        links: {
          ...Object.fromEntries(links.map((name) => [name, `${address}/${partOf(name)}`])),
          recording: `${address}/Recording`,
        },
      };
    },
  });

  addResourceRoutes(app, sandbox, {
    operation: "trunking",
    path: `${root}/:trunk/OriginationUrls`,
    key: "origination_urls",
    store: sip.originationUrls,
    schema: originationUrlFields,
    parameters: {
      Weight: integer(1, 65_535),
      Priority: integer(0, 65_535),
      Enabled: flag,
      FriendlyName: text(64),
      SipUrl: sipUri,
    },
    required: ["Weight", "Priority", "Enabled", "FriendlyName", "SipUrl"],
    parentOf,
    check: (_, before, trunk) => {
      if (before === null && sip.originationUrls.all(trunk).length >= MAX_ORIGINATION_URLS)
        throw new TwilioProblem(400, 21244, `A trunk has at most ${MAX_ORIGINATION_URLS} origination URLs`);
    },
    wire: ({ fields, parent }) => ({ ...fields, trunk_sid: parent }),
  });

  const attached = (
    name: "CredentialLists" | "IpAccessControlLists",
    key: string,
    store: ResourceStore<{ list_sid: string }>,
    lists: ResourceStore<{ friendly_name: string }>,
  ) =>
    addResourceRoutes(app, sandbox, {
      operation: "trunking",
      path: `${root}/:trunk/${name}`,
      key,
      store,
      schema: mappingFields,
      parameters: {},
      updates: null,
      parentOf,
      ...attachment(store, lists, `${name.slice(0, -1)}Sid`),
      wire: ({ fields, parent }) => ({
        trunk_sid: parent,
        friendly_name: lists.bySid(fields.list_sid)?.fields.friendly_name ?? "",
      }),
    });
  attached("CredentialLists", "credential_lists", sip.trunkCredentialLists, sip.credentialLists);
  attached("IpAccessControlLists", "ip_access_control_lists", sip.trunkIpLists, sip.ipLists);

  const run = (c: Context, effect: () => { status: number; body?: unknown }, phoneNumber?: string) =>
    operate(sandbox, c, { operation: "trunking", phoneNumber, effect });
  const recording = {
    Mode: oneOf(
      ["", "-dual"].flatMap((end) => [`record-from-ringing${end}`, `record-from-answer${end}`, "do-not-record"]),
    ),
    Trim: oneOf(["trim-silence", "do-not-trim"]),
  };
  app.get(`${root}/:trunk/Recording`, (c) =>
    run(c, () => ({ status: 200, body: sip.trunks.bySid(parentOf(c))?.fields.recording })),
  );
  app.post(`${root}/:trunk/Recording`, async (c) => {
    const form = await formOf(c);
    return run(c, () => {
      const trunk = sip.trunks.bySid(parentOf(c));
      if (!trunk) throw notFound(c.req.path);
      const given = { ...trunk.fields.recording, ...readParameters(recording, form) };
      return {
        status: 200,
        body: sip.trunks.update(trunk, { ...trunk.fields, recording: given }, sandbox.now()).fields.recording,
      };
    });
  });

  const numbers = `${root}/:trunk/PhoneNumbers`;
  const wire = (c: Context, number: OwnedNumber) => trunkNumberToWire(sandbox, number, new URL(c.req.url).origin);
  const numberOf = (c: Context): OwnedNumber => {
    const number = sandbox.numbers.bySid(c.req.param("sid") ?? "");
    if (!number || number.settings.trunk_sid !== parentOf(c)) throw notFound(c.req.path);
    return number;
  };
  app.get(numbers, (c) =>
    run(c, () => {
      const rows = numbersOf(sandbox, parentOf(c)).map((number) => wire(c, number));
      return { status: 200, body: pageWithMeta(new URL(c.req.url), "phone_numbers", rows) };
    }),
  );
  app.post(numbers, async (c) => {
    const { PhoneNumberSid = "" } = await formOf(c);
    const phoneNumber = sandbox.numbers.bySid(PhoneNumberSid)?.phoneNumber;
    return run(
      c,
      () => {
        const trunk = parentOf(c);
        const number = sandbox.numbers.bySid(PhoneNumberSid);
        if (!number) throw invalidParameter("PhoneNumberSid", PhoneNumberSid);
        if (number.settings.trunk_sid === trunk) throw duplicate(`${PhoneNumberSid} is attached already`);
        return { status: 201, body: wire(c, attach(sandbox, number, trunk)) };
      },
      phoneNumber,
    );
  });
  app.get(`${numbers}/:sid`, (c) => run(c, () => ({ status: 200, body: wire(c, numberOf(c)) })));
  app.delete(`${numbers}/:sid`, (c) =>
    run(c, () => {
      attach(sandbox, numberOf(c), null);
      return { status: 204 };
    }),
  );
  return app;
}

function numbersOf({ numbers }: Sandbox, trunk: string): OwnedNumber[] {
  return numbers.page({}, undefined, numbers.count()).filter(({ settings }) => settings.trunk_sid === trunk);
}

/** A number is answered by a trunk or by an application. */
function attach({ numbers, now }: Sandbox, number: OwnedNumber, trunk_sid: string | null): OwnedNumber {
  const application = trunk_sid === null ? {} : { voice_application_sid: "" };
  return numbers.update(number, { ...number.settings, ...application, trunk_sid }, undefined, now());
}

function trunkNumberToWire({ accountSid }: Sandbox, number: OwnedNumber, origin: string) {
  const {
    uri: _,
    status: __,
    origin: ___,
    type: ____,
    voice_receive_mode,
    address_sid,
    bundle_sid,
    identity_sid,
    emergency_status,
    emergency_address_sid,
    emergency_address_status,
    ...members
  } = incomingToWire(accountSid, number);
  return {
    ...members,
    date_created: iso8601(number.createdAt),
    date_updated: iso8601(number.updatedAt),
    url: `${origin}${root}/${number.settings.trunk_sid}/PhoneNumbers/${number.sid}`,
    links: { phone_number: `${origin}/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers/${number.sid}.json` },
  };
}
