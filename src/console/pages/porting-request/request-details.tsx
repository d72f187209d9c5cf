import type { ReactNode } from "react";
import { CopyableId } from "../../components/copyable";
import { PhoneNumber } from "../../components/phone-number";
import { dayText, Time } from "../../components/time";
import { portingTexts } from "../../strings/porting";
import { requestTexts } from "../../strings/porting-request";
import { common } from "../../strings/words";
import type { PortingRequest } from "../porting/request-status";

const texts = requestTexts.details;

type Address = NonNullable<PortingRequest["service_address"]>;
const addressText = ({ street, street_2, city, state, postal_code, country }: Address): string =>
  [street, street_2, city, `${state} ${postal_code}`, country].filter(Boolean).join(", ");

const desiredText = ({ date, window_start, window_end, time_zone }: NonNullable<PortingRequest["desired"]>): string =>
  [dayText(date), window_start && `${window_start}–${window_end}`, time_zone].filter(Boolean).join(", ");

/** The request in short. Secrets are only named. */
export function RequestDetails({ request }: { readonly request: PortingRequest }) {
  const { customer, authorized_person: person, secrets, carrier, bill, configuration } = request;
  const stored = (isStored: boolean): string => (isStored ? texts.stored : texts.missing);
  const rows: readonly (readonly [string, ReactNode])[] = [
    [texts.carrier, request.losing_carrier?.name],
    [texts.customer, customer?.name],
    [texts.person, person && `${person.name}, ${person.email}`],
    [texts.service, request.service_address && addressText(request.service_address)],
    [texts.billing, request.billing_address && addressText(request.billing_address)],
    [
      texts.btn,
      request.billing_telephone_number && <PhoneNumber key="btn" number={request.billing_telephone_number} />,
    ],
    [texts.secrets, `${stored(secrets.account_number)}, ${stored(secrets.pin)}`],
    [texts.bill, bill?.date && dayText(bill.date)],
    [texts.desired, request.desired && desiredText(request.desired)],
    [texts.scope, request.scope === "full" ? texts.full : texts.partial],
    [texts.agent, configuration.agent_id && <CopyableId key="agent" id={configuration.agent_id} />],
    [texts.tags, configuration.tags?.join(", ")],
    [texts.reference, request.customer_reference],
    [texts.path, portingTexts.pathNames[request.path]],
    [texts.carrierId, carrier && <CopyableId key="carrier" id={carrier.request_id} />],
    [texts.carrierStatus, carrier?.status],
    [texts.submitted, request.submitted_at && <Time key="submitted" at={request.submitted_at} />],
    [texts.created, <Time key="created" at={request.created_at} />],
  ];
  return (
    <dl className="port-facts narrow">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value || common.noValue}</dd>
        </div>
      ))}
    </dl>
  );
}
