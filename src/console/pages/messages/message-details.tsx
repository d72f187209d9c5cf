import { Anchor, List, Loader, Paper, Stack, Text, Title } from "@mantine/core";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { CopyableId } from "../../components/copyable";
import { countryName } from "../../components/country-select";
import { ErrorAlert } from "../../components/error-alert";
import { Facts } from "../../components/facts";
import { JsonDisclosure } from "../../components/json-disclosure";
import { TextLink } from "../../components/links";
import { PhoneNumber } from "../../components/phone-number";
import { StatusBadge } from "../../components/status-badge";
import { Time } from "../../components/time";
import { messageTexts } from "../../strings/traffic";
import { common } from "../../strings/words";
import { senderOf } from "./message-columns";

const { facts } = messageTexts;

/** A message with its text and files. */
export function MessageDetails({ id }: { readonly id: string }) {
  const { data, error, refetch } = useCall(call("GET", "/v1/messages/{message_id}", { path: { message_id: id } }));
  if (error && !data) return <ErrorAlert error={error} onRetry={refetch} />;
  if (!data) return <Loader aria-label={common.loading} />;
  return (
    <Stack gap="md">
      <section>
        <Title order={2} size="h3" mb="xs">
          {messageTexts.body}
        </Title>
        <Paper withBorder p="sm">
          <Text style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{data.body ?? messageTexts.noBody}</Text>
        </Paper>
        {data.media.length > 0 && (
          <List mt="xs" aria-label={messageTexts.media}>
            {data.media.map(({ url, type }, at) => (
              <List.Item key={url}>
                <Anchor href={url} target="_blank" rel="noreferrer" td="underline">
                  {messageTexts.file(at + 1, type)}
                </Anchor>
              </List.Item>
            ))}
          </List>
        )}
      </section>
      <Facts
        facts={[
          [facts.direction, messageTexts.directions[data.direction]],
          [messageTexts.columns.status, <StatusBadge key="status" status={data.status} />],
          [facts.from, senderOf(data)],
          [
            facts.to,
            <TextLink key="to" to="/numbers/$id" params={{ id: data.phone_number_id }}>
              {data.to ? <PhoneNumber number={data.to} /> : data.phone_number_id}
            </TextLink>,
          ],
          [facts.country, data.from_country ? countryName(data.from_country) : common.noValue],
          [
            facts.forwardedTo,
            data.forwarded_to ? <PhoneNumber key="forwarded" number={data.forwarded_to} /> : common.noValue,
          ],
          [facts.segments, data.segments.toLocaleString()],
          [facts.keyword, data.keyword ?? common.noValue],
          [facts.errorCode, data.error_code ?? common.noValue],
          [facts.at, <Time key="at" at={data.created_at} />],
          [facts.carrierId, <CopyableId key="sid" id={data.carrier_id} />],
        ]}
      />
      <JsonDisclosure label={messageTexts.raw} value={data} />
    </Stack>
  );
}
