import { Hono } from "hono";
import { credentialFields, ipAddressFields, listFields } from "../account/sip";
import { notFound, TwilioProblem } from "../problem";
import type { Sandbox } from "../sandbox";
import { integer, ipv4, text } from "./parameters";
import { addResourceRoutes, duplicate, inUse } from "./resource-routes";

const root = "/2010-04-01/Accounts/:account/SIP";

/** Credential lists and IP access control lists, which domains and trunks admit callers by. */
export function sipListRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const { sip } = sandbox;
  const requireUnmapped = (sid: string, ...stores: readonly { all(): { sid: string }[] }[]) => {
    if (stores.some((store) => store.all().some((mapping) => mapping.sid === sid)))
      throw inUse(`${sid} is attached to a SIP domain or trunk. Remove it there first.`);
  };

  addResourceRoutes(app, sandbox, {
    operation: "sip",
    path: `${root}/CredentialLists`,
    key: "credential_lists",
    store: sip.credentialLists,
    schema: listFields,
    parameters: { FriendlyName: text(64) },
    required: ["FriendlyName"],
    beforeRemoval: ({ sid }) => {
      requireUnmapped(sid, sip.domainCredentialLists, sip.domainRegistrationLists, sip.trunkCredentialLists);
      sip.credentials.removeOf(sid);
    },
    wire: ({ fields }, path) => ({ ...fields, subresource_uris: { credentials: `${path}/Credentials.json` } }),
  });
  addResourceRoutes(app, sandbox, {
    operation: "sip",
    path: `${root}/CredentialLists/:list/Credentials`,
    key: "credentials",
    store: sip.credentials,
    schema: credentialFields,
    parameters: { Username: text(32), Password: password },
    updates: { Password: password },
    required: ["Username", "Password"],
    parentOf: (c) => listOf(sip.credentialLists, c.req.param("list") ?? "", c.req.path),
    check: ({ username }, before, list) => {
      const isTaken = sip.credentials
        .all(list)
        .some(({ sid, fields }) => sid !== before?.sid && fields.username === username);
      if (isTaken) throw duplicate(`The list has a credential ${username} already`);
    },
    wire: ({ fields, parent }) => ({ credential_list_sid: parent, username: fields.username }),
  });
  addResourceRoutes(app, sandbox, {
    operation: "sip",
    path: `${root}/IpAccessControlLists`,
    key: "ip_access_control_lists",
    store: sip.ipLists,
    schema: listFields,
    parameters: { FriendlyName: text(255) },
    required: ["FriendlyName"],
    beforeRemoval: ({ sid }) => {
      requireUnmapped(sid, sip.domainIpLists, sip.trunkIpLists);
      sip.ipAddresses.removeOf(sid);
    },
    wire: ({ fields }, path) => ({ ...fields, subresource_uris: { ip_addresses: `${path}/IpAddresses.json` } }),
  });
  addResourceRoutes(app, sandbox, {
    operation: "sip",
    path: `${root}/IpAccessControlLists/:list/IpAddresses`,
    key: "ip_addresses",
    store: sip.ipAddresses,
    schema: ipAddressFields,
    parameters: { FriendlyName: text(255), IpAddress: ipv4, CidrPrefixLength: integer(1, 32) },
    required: ["FriendlyName", "IpAddress"],
    parentOf: (c) => listOf(sip.ipLists, c.req.param("list") ?? "", c.req.path),
    wire: ({ fields, parent }) => ({ ...fields, ip_access_control_list_sid: parent }),
  });
  return app;
}

/** At least 12 characters with a digit, a capital and a small letter. */
function password(_: string, value: string): string {
  const isStrong = value.length >= 12 && /\d/.test(value) && /[A-Z]/.test(value) && /[a-z]/.test(value);
  if (isStrong) return value;
  const message = "Password must have at least 12 characters, with one digit, one upper case and one lower case letter";
  throw new TwilioProblem(400, 20422, message);
}

function listOf(store: { bySid(sid: string): { sid: string } | undefined }, sid: string, path: string): string {
  const list = store.bySid(sid);
  if (!list) throw notFound(path);
  return list.sid;
}
