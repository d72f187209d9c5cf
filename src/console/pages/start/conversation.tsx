import { Alert, Table, Text, Title } from "@mantine/core";
import type { Answer } from "../../api/call";
import { startTexts } from "../../strings/start";

type Step = Answer<"POST", "/v1/phone-numbers/{phone_number_id}/test-call">["steps"][number];

/** The words of the caller and the agent over the WebSocket. */
export function Conversation({ said }: { readonly said: NonNullable<Step["conversation"]> }) {
  const { url, connected, error, caller_speech_ms, agent_speech_ms, entries } = said;
  const rows = entries.map((entry, at) => ({ ...entry, key: `${at} ${entry.event}` }));
  return (
    <div>
      <Title order={3} size="h4">
        {startTexts.conversation}
      </Title>
      <Text size="sm" className="wrapped">
        {url}
      </Text>
      {(!connected || error) && (
        <Alert color="red" variant="light" role="alert">
          {!connected && startTexts.notConnected} {error}
        </Alert>
      )}
      {connected && (
        <Text size="sm">
          {startTexts.agentSpoke(startTexts.entryTime(caller_speech_ms), startTexts.entryTime(agent_speech_ms))}
        </Text>
      )}
      {entries.length > 0 && (
        <Table.ScrollContainer minWidth={320} mah={320}>
          <Table aria-label={startTexts.conversation}>
            <Table.Tbody>
              {rows.map(({ key, at_ms, from, event, detail }) => (
                <Table.Tr key={key}>
                  <Table.Td>{startTexts.entryTime(at_ms)}</Table.Td>
                  <Table.Td>{from}</Table.Td>
                  <Table.Td>
                    {event} {detail}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </div>
  );
}
