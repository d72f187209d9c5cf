import { Text, Title } from "@mantine/core";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { pageOfId } from "../../app/page-of-id";
import { useScope } from "../../app/use-session";
import { ErrorAlert } from "../../components/error-alert";
import { TextLink } from "../../components/links";
import { PhoneNumber } from "../../components/phone-number";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { outcomeName } from "../../components/trace";
import { startTexts } from "../../strings/start";

const SHOWN = 5;

/** The newest calls to a number. They follow the feed, so a call appears while it rings. */
export function RecentCalls({ phoneNumberId }: { readonly phoneNumberId: string }) {
  const missing = useScope("calls:read");
  const { data, error, refetch } = useCall(
    call("GET", "/v1/calls", { query: { phone_number_id: phoneNumberId, limit: SHOWN } }),
    { enabled: missing === null },
  );
  if (missing) return null;
  return (
    <section aria-label={startTexts.calls}>
      <Title order={3} size="h4">
        {startTexts.calls}
      </Title>
      <ErrorAlert error={error} onRetry={refetch} />
      {data?.data.length === 0 && (
        <Text size="sm" c="dimmed">
          {startTexts.noCalls}
        </Text>
      )}
      <ul className="pick-list" aria-live="polite">
        {data?.data.map(({ id, from, from_address, status, outcome, started_at }) => (
          <li key={id}>
            <span>
              <PhoneNumber number={from ?? from_address} /> · <Ago at={started_at} />
              {outcome && ` · ${outcomeName(outcome)}`}
            </span>
            <span>
              <StatusBadge status={status} />{" "}
              {pageOfId(id) && (
                <TextLink to={pageOfId(id) ?? "/"} aria-label={startTexts.openCall}>
                  {startTexts.openCall}
                </TextLink>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
