import { Hono } from "hono";
import type { ServiceFields, VerificationFields } from "../account/documents";
import type { OwnedNumber } from "../account/numbers";
import type { Resource } from "../account/resources";
import { capabilitiesOf, offerFor } from "../inventory/catalogue";
import { notFound } from "../problem";
import type { Sandbox } from "../sandbox";
import { operate } from "./operate";
import { pageWithMeta } from "./paging";
import { iso8601 } from "./wire";

const services = "/v1/Services";
const verifications = "/v1/Tollfree/Verifications";

type Rows = (url: URL) => readonly unknown[];

/** Messaging services with their numbers and campaigns, and toll-free verifications. All of it is read-only. */
export function messagingRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const { accountSid } = sandbox;
  const existing = (sid: string, path: string): Resource<ServiceFields> => {
    const service = sandbox.services.bySid(sid);
    if (!service) throw notFound(path);
    return service;
  };
  const page = (url: URL, key: string, rows: Rows) => ({ status: 200, body: pageWithMeta(url, key, rows(url)) });

  app.get(services, (c) =>
    operate(sandbox, c, {
      operation: "messaging",
      effect: () =>
        page(new URL(c.req.url), "services", ({ origin }) =>
          sandbox.services.all().map((service) => serviceToWire(accountSid, origin, service)),
        ),
    }),
  );

  app.get(`${services}/:sid`, (c) =>
    operate(sandbox, c, {
      operation: "messaging",
      effect: () => {
        const service = existing(c.req.param("sid"), c.req.path);
        return { status: 200, body: serviceToWire(accountSid, new URL(c.req.url).origin, service) };
      },
    }),
  );

  app.get(`${services}/:sid/PhoneNumbers`, (c) =>
    operate(sandbox, c, {
      operation: "messaging",
      effect: () => {
        const service = existing(c.req.param("sid"), c.req.path);
        return page(new URL(c.req.url), "phone_numbers", ({ origin }) =>
          service.fields.phone_number_sids
            .flatMap((sid) => sandbox.numbers.bySid(sid) ?? [])
            .map((number) => senderToWire(accountSid, origin, service, number)),
        );
      },
    }),
  );

  app.get(`${services}/:sid/Compliance/Usa2p`, (c) =>
    operate(sandbox, c, {
      operation: "messaging",
      effect: () => {
        const service = existing(c.req.param("sid"), c.req.path);
        return page(new URL(c.req.url), "compliance", ({ origin }) =>
          service.fields.campaign_status === null ? [] : [campaignToWire(accountSid, origin, service)],
        );
      },
    }),
  );

  app.get(verifications, (c) =>
    operate(sandbox, c, {
      operation: "messaging",
      effect: () =>
        page(new URL(c.req.url), "verifications", ({ origin, searchParams }) =>
          sandbox.verifications
            .all()
            .filter(
              ({ fields }) => matches(searchParams, fields) && sandbox.numbers.bySid(fields.tollfree_phone_number_sid),
            )
            .map((verification) => verificationToWire(accountSid, origin, verification)),
        ),
    }),
  );
  return app;
}

function matches(query: URLSearchParams, { tollfree_phone_number_sid, status }: VerificationFields): boolean {
  const wants = (name: string, value: string) => (query.get(name) ?? value) === value;
  return wants("TollfreePhoneNumberSid", tollfree_phone_number_sid) && wants("Status", status);
}

const dates = ({ createdAt, updatedAt }: Pick<Resource<unknown>, "createdAt" | "updatedAt">) => ({
  date_created: iso8601(createdAt),
  date_updated: iso8601(updatedAt),
});

export function serviceToWire(accountSid: string, origin: string, service: Resource<ServiceFields>) {
  const { sid, fields } = service;
  const url = `${origin}${services}/${sid}`;
  return {
    sid,
    account_sid: accountSid,
    friendly_name: fields.friendly_name,
    ...dates(service),
    sticky_sender: true,
    mms_converter: true,
    smart_encoding: true,
    fallback_to_long_code: true,
    area_code_geomatch: true,
    validity_period: 36_000,
    scan_message_content: "inherit",
    synchronous_validation: false,
    inbound_request_url: null,
    inbound_method: "POST",
    fallback_url: null,
    fallback_method: "POST",
    status_callback: null,
    usecase: "notifications",
    us_app_to_person_registered: fields.campaign_status === "VERIFIED",
    use_inbound_webhook_on_number: true,
    url,
    links: {
      phone_numbers: `${url}/PhoneNumbers`,
      short_codes: `${url}/ShortCodes`,
      alpha_senders: `${url}/AlphaSenders`,
      messages: `${url}/Messages`,
      us_app_to_person: `${url}/Compliance/Usa2p`,
      us_app_to_person_usecases: `${url}/Compliance/Usa2p/Usecases`,
      channel_senders: `${url}/ChannelSenders`,
      destination_alpha_senders: `${url}/DestinationAlphaSenders`,
    },
  };
}

function senderToWire(accountSid: string, origin: string, service: Resource<ServiceFields>, number: OwnedNumber) {
  const { sid, phoneNumber } = number;
  const offer = offerFor(phoneNumber);
  const can = Object.entries(offer ? capabilitiesOf(offer, phoneNumber) : {});
  return {
    sid,
    account_sid: accountSid,
    service_sid: service.sid,
    ...dates(service),
    phone_number: phoneNumber,
    country_code: offer?.country ?? null,
    capabilities: can.flatMap(([name, able]) => (able ? [name === "voice" ? "Voice" : name.toUpperCase()] : [])),
    url: `${origin}${services}/${service.sid}/PhoneNumbers/${sid}`,
  };
}

function campaignToWire(accountSid: string, origin: string, service: Resource<ServiceFields>) {
  const sid = service.sid.replace("MG", "QE");
  const { campaign_status } = service.fields;
  const refusal = { error_code: 30908, description: "The campaign was rejected.", fields: ["MESSAGE_FLOW"] };
  return {
    sid,
    account_sid: accountSid,
    brand_registration_sid: service.sid.replace("MG", "BN"),
    messaging_service_sid: service.sid,
    description: "Answers to people who have written to the business first.",
    message_samples: ["We are open from nine to five.", "Your table is booked for tonight."],
    us_app_to_person_usecase: "CUSTOMER_CARE",
    has_embedded_links: false,
    has_embedded_phone: false,
    subscriber_opt_in: true,
    age_gated: false,
    direct_lending: false,
    campaign_status,
    campaign_id: campaign_status === "VERIFIED" ? "CSANDBX" : null,
    is_externally_registered: false,
    rate_limits: { att: { mps: 600, msg_class: "A" }, tmobile: { brand_tier: "TOP" } },
    message_flow: "End users write to the number first.",
    opt_in_message: "You will get our answers here.",
    opt_out_message: "You will get no more messages from this number.",
    help_message: "Reply STOP to opt out.",
    opt_in_keywords: ["START"],
    opt_out_keywords: ["STOP"],
    help_keywords: ["HELP"],
    ...dates(service),
    url: `${origin}${services}/${service.sid}/Compliance/Usa2p/${sid}`,
    mock: false,
    errors: campaign_status === "FAILED" ? [refusal] : [],
  };
}

export function verificationToWire(accountSid: string, origin: string, verification: Resource<VerificationFields>) {
  const { sid, fields } = verification;
  const isRejected = fields.status === "TWILIO_REJECTED";
  return {
    sid,
    account_sid: accountSid,
    customer_profile_sid: null,
    trust_product_sid: null,
    regulated_item_sid: null,
    ...dates(verification),
    ...fields,
    business_street_address: "1 Main Street",
    business_street_address2: null,
    business_city: "Town",
    business_state_province_region: "Region",
    business_postal_code: "10000",
    business_country: "US",
    business_website: "https://example.com",
    business_contact_first_name: "Ada",
    business_contact_last_name: "Acme",
    business_contact_email: fields.notification_email,
    business_contact_phone: "+14155550199",
    use_case_categories: ["CUSTOMER_CARE"],
    use_case_summary: "Answers to people who have written to the business first.",
    production_message_sample: "We are open from nine to five.",
    opt_in_image_urls: ["https://example.com/opt-in.png"],
    opt_in_type: "VIA_TEXT",
    message_volume: "1,000",
    additional_information: null,
    url: `${origin}${verifications}/${sid}`,
    rejection_reason: isRejected ? "The business website cannot be reached." : null,
    error_code: isRejected ? 30445 : null,
    edit_expiration: null,
    edit_allowed: isRejected ? true : null,
    business_registration_number: "123456789",
    business_registration_authority: "EIN",
    business_registration_country: "US",
    business_type: "PRIVATE_PROFIT",
    business_registration_phone_number: null,
    doing_business_as: null,
    opt_in_confirmation_message: null,
    help_message_sample: null,
    privacy_policy_url: null,
    terms_and_conditions_url: null,
    age_gated_content: null,
    opt_in_keywords: null,
    rejection_reasons: null,
    resource_links: {},
    external_reference_id: null,
    vetting_id: null,
    vetting_provider: null,
    vetting_id_expiration: null,
  };
}
