import { Loader, Stack, Table, Text, Title } from "@mantine/core";
import { ApiError } from "../../api/api-error";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { AgentName } from "../../components/agents";
import { CopyableId } from "../../components/copyable";
import { countryName } from "../../components/country-select";
import { ErrorAlert } from "../../components/error-alert";
import { Facts } from "../../components/facts";
import { JsonDisclosure } from "../../components/json-disclosure";
import { TextLink } from "../../components/links";
import { PhoneNumber } from "../../components/phone-number";
import { StatusBadge } from "../../components/status-badge";
import { SubjectLink } from "../../components/subject-link";
import { Time } from "../../components/time";
import { outcomeName, Trace } from "../../components/trace";
import { callTexts } from "../../strings/traffic";
import { common } from "../../strings/words";
import { callerOf } from "./call-columns";

const { facts } = callTexts;
const NOT_FOUND = 404;

const secondsText = (seconds: number | null): string =>
  seconds === null ? common.noValue : callTexts.seconds(seconds);

/** A call and why it went where it went. */
export function CallDetails({ id }: { readonly id: string }) {
  const { data, error, refetch } = useCall(call("GET", "/v1/calls/{call_id}", { path: { call_id: id } }));
  const decision = useCall(call("GET", "/v1/calls/{call_id}/decision", { path: { call_id: id } }));
  if (error && !data) return <ErrorAlert error={error} onRetry={refetch} />;
  if (!data) return <Loader aria-label={common.loading} />;
  return (
    <Stack gap="md">
      <Facts
        facts={[
          [facts.from, callerOf(data)],
          [
            facts.to,
            <TextLink key="to" to="/numbers/$id" params={{ id: data.phone_number_id }}>
              <PhoneNumber number={data.to} />
            </TextLink>,
          ],
          [facts.country, data.from_country ? countryName(data.from_country) : common.noValue],
          [callTexts.columns.status, <StatusBadge key="status" status={data.status} />],
          [facts.outcome, data.outcome ? outcomeName(data.outcome) : common.noValue],
          [
            facts.agent,
            data.agent_id ? (
              <SubjectLink key="agent" id={data.agent_id}>
                <AgentName id={data.agent_id} />
              </SubjectLink>
            ) : (
              common.noValue
            ),
          ],
          [facts.takenBy, data.taken_by ? callTexts.takenBy[data.taken_by] : common.noValue],
          [facts.started, <Time key="started" at={data.started_at} />],
          [facts.answered, <Time key="answered" at={data.answered_at} />],
          [facts.ended, <Time key="ended" at={data.ended_at} />],
          [facts.seconds, secondsText(data.duration_seconds)],
          [facts.carrierId, <CopyableId key="sid" id={data.carrier_id} />],
        ]}
      />
      <section>
        <Title order={2} size="h3" mb="xs">
          {callTexts.decision}
        </Title>
        {decision.error instanceof ApiError && decision.error.status === NOT_FOUND ? (
          <Text size="sm">{callTexts.noDecision}</Text>
        ) : (
          <ErrorAlert error={decision.error} />
        )}
        {decision.data && (
          <>
            <Trace steps={decision.data.trace} />
            <Text size="sm" c="dimmed" mt="xs">
              {facts.plan}:{" "}
              {decision.data.plan_version === null
                ? callTexts.noPlan
                : callTexts.planVersion(decision.data.plan_version)}
            </Text>
          </>
        )}
      </section>
      {data.legs.length > 0 && (
        <section>
          <Title order={2} size="h3" mb="xs">
            {callTexts.legs}
          </Title>
          <Table aria-label={callTexts.legs}>
            <Table.Tbody>
              {data.legs.map((leg) => (
                <Table.Tr key={`${leg.to} ${leg.sip_gateway_id} ${leg.status}`}>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>{leg.to}</Table.Td>
                  <Table.Td>
                    <StatusBadge status={leg.status} />
                  </Table.Td>
                  <Table.Td ta="right">{secondsText(leg.duration_seconds)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
      <JsonDisclosure label={callTexts.raw} value={data} />
    </Stack>
  );
}
