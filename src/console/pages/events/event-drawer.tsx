import { Alert, Button, Group, Loader, Stack, Text } from "@mantine/core";
import { call } from "../../api/call";
import type { ApiEvent } from "../../api/events";
import { useCall } from "../../api/use-call";
import { CopyableId } from "../../components/copyable";
import { ErrorAlert } from "../../components/error-alert";
import { EventText } from "../../components/event-text";
import { Facts } from "../../components/facts";
import { JsonView } from "../../components/json-view";
import { SidePanel } from "../../components/side-panel";
import { SubjectLink } from "../../components/subject-link";
import { Time } from "../../components/time";
import { eventTexts } from "../../strings/events";
import { common } from "../../strings/words";
import { actorText } from "./event-columns";
import type { EventFilters } from "./event-filters";

interface EventDrawerProps {
  /** The number of the open event in the log; `null`: none is open. */
  readonly seq: number | null;
  /** Events that need not be read again. */
  readonly known: readonly ApiEvent[];
  readonly onMove: (seq: number) => void;
  readonly onFilter: (filters: EventFilters) => void;
  readonly onClose: () => void;
}

/** One event with all that it says. */
export function EventDrawer({ seq, known, onMove, onFilter, onClose }: EventDrawerProps) {
  const loaded = known.find((event) => event.seq === seq);
  const read = useCall(
    call("GET", "/v1/events", { query: { after_seq: Math.max(0, (seq ?? 1) - 1), limit: 1, sort: "seq" } }),
    { enabled: seq !== null && !loaded },
  );
  const [first] = read.data?.data ?? [];
  const event = loaded ?? (first?.seq === seq ? first : undefined);
  return (
    <SidePanel isOpen={seq !== null} onClose={onClose} title={eventTexts.event(seq ?? "")}>
      <ErrorAlert error={read.error} onRetry={() => read.refetch()} />
      {!event && read.isLoading && <Loader aria-label={common.loading} />}
      {!event && read.data && <Alert color="orange">{eventTexts.notFound}</Alert>}
      {event && <EventDetails event={event} onMove={onMove} onFilter={onFilter} />}
    </SidePanel>
  );
}

interface EventDetailsProps extends Pick<EventDrawerProps, "onMove" | "onFilter"> {
  readonly event: ApiEvent;
}

function EventDetails({ event, onMove, onFilter }: EventDetailsProps) {
  const { seq, id, type, occurred_at, actor, request_id, subject, data, hash } = event;
  return (
    <Stack>
      <Text fw={600}>
        <EventText type={type} data={data} />
      </Text>
      <Facts
        facts={[
          [eventTexts.columns.type, <code key="type">{type}</code>],
          [eventTexts.occurred, <Time key="time" at={occurred_at} />],
          [eventTexts.subject, <SubjectLink key="subject" id={subject.id} />],
          [eventTexts.actor, actorText(actor)],
          [eventTexts.id, <CopyableId key="id" id={id} />],
          [eventTexts.request, request_id ? <CopyableId key="request" id={request_id} /> : common.noValue],
          [eventTexts.hash, hash ? <CopyableId key="hash" id={hash} /> : eventTexts.unsealed],
        ]}
      />
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => onFilter({ subject_id: subject.id })}>
          {eventTexts.onlySubject}
        </Button>
        <Button size="xs" variant="default" onClick={() => onFilter({ type })}>
          {eventTexts.onlyType}
        </Button>
        <Button size="xs" variant="default" disabled={seq <= 1} onClick={() => onMove(seq - 1)}>
          {eventTexts.previous}
        </Button>
        <Button size="xs" variant="default" onClick={() => onMove(seq + 1)}>
          {eventTexts.next}
        </Button>
      </Group>
      <JsonView value={event} label={eventTexts.json} />
    </Stack>
  );
}
