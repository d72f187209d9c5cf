// Pure: no I/O, no clock, no randomness.
/** Where the rules of the pre-flight check come from. */
export const sources = {
  twilio_port_in: {
    title: "Twilio: PortIn resource",
    url: "https://www.twilio.com/docs/phone-numbers/port-in/port-in-request-api",
  },
  twilio_guide: {
    title: "Twilio: Port phone numbers using Twilio APIs",
    url: "https://www.twilio.com/docs/phone-numbers/port-in",
  },
  twilio_portability: {
    title: "Twilio: Portability resource",
    url: "https://www.twilio.com/docs/phone-numbers/port-in/portability-api",
  },
  twilio_po_box: {
    title: "Twilio: error 18018, PO box not allowed",
    url: "https://www.twilio.com/docs/api/errors/18018",
  },
  twilio_rejections: {
    title: "Twilio: Why was my port request rejected",
    url: "https://support.twilio.com/hc/en-us/articles/223131747-Why-was-my-port-request-rejected",
  },
  bandwidth_port_in: {
    title: "Bandwidth: How do I port phone numbers",
    url: "https://support.bandwidth.com/hc/en-us/articles/360027367153-How-do-I-port-phone-numbers-",
  },
  bandwidth_dates: {
    title: "Bandwidth: Available FOC dates",
    url: "https://dev.bandwidth.com/docs/numbers/porting/port-ins/available-foc-dates",
  },
  telnyx_port_in: { title: "Telnyx: Port-in orders", url: "https://developers.telnyx.com/docs/numbers/porting" },
  porting_intervals: {
    title: "47 CFR 52.35, porting intervals",
    url: "https://www.ecfr.gov/current/title-47/section-52.35",
  },
  porting_fields: {
    title: "47 CFR 52.36, standard data fields",
    url: "https://www.ecfr.gov/current/title-47/section-52.36",
  },
  usps_addresses: { title: "USPS Publication 28, postal addressing standards", url: "https://pe.usps.com/text/pub28/" },
  verizon_pin: {
    title: "Phound: Porting checklist, Verizon",
    url: "https://phound-docs.vercel.app/knowledge-base/porting/porting-verizon/",
  },
  att_pin: {
    title: "Odyssey: AT&T account number and transfer PIN",
    url: "https://www.chatodyssey.com/phone-guides/att/find-your-att-account-number-and-transfer-pin",
  },
  numberbarn_pin: {
    title: "NumberBarn: Custom port-out PIN",
    url: "https://help.numberbarn.com/hc/en-us/articles/360022320534-Custom-port-out-PIN-",
  },
  platform: { title: "PhoneManager: Porting in", url: "/docs/porting-in" },
} as const;

export type SourceName = keyof typeof sources;
