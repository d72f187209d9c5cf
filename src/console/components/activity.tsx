import { Loader, Text } from "@mantine/core";
import { call } from "../api/call";
import { useCalmCall } from "../live/use-calm-call";
import { activityTexts } from "../strings/activity";
import { common } from "../strings/words";
import { ErrorAlert } from "./error-alert";
import { EventText } from "./event-text";
import { SubjectLink } from "./subject-link";
import { Ago } from "./time";

/** People read no faster. */
const CALM_MS = 500;

interface ActivityProps {
  readonly limit: number;
  /** Only the events about this thing. */
  readonly subjectId?: string;
}

/** The other ids in an event's data, of which one may have a page if the subject has none. */
function otherIdOf(data: object): string | undefined {
  const found = Object.entries(data).find(
    ([name, value]) => typeof value === "string" && /^(phone_number|order|agent|sip_trunk)_id$/.test(name),
  );
  return found ? String(found[1]) : undefined;
}

/** The newest events as sentences, with links to their subjects. It follows the live feed. */
export function Activity({ limit, subjectId }: ActivityProps) {
  const events = useCalmCall(
    call("GET", "/v1/events", { query: { sort: "-seq", limit, ...(subjectId && { subject_id: subjectId }) } }),
    { calmMs: CALM_MS },
  );
  if (events.error && !events.data) return <ErrorAlert error={events.error} onRetry={() => events.refetch()} />;
  if (!events.data) return <Loader aria-label={common.loading} />;
  if (events.data.data.length === 0) return <Text c="dimmed">{activityTexts.none}</Text>;
  return (
    <ol className="activity" aria-label={activityTexts.label}>
      {events.data.data.map(({ id, type, data, subject, occurred_at }) => (
        <li key={id}>
          <span className="activity-text">
            <SubjectLink id={subject.id} instead={otherIdOf(data)} isQuiet>
              <EventText type={type} data={data} />
            </SubjectLink>
          </span>
          <span className="activity-time">
            <Ago at={occurred_at} />
          </span>
        </li>
      ))}
    </ol>
  );
}
