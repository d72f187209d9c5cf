import { Group, Table, Text, Title } from "@mantine/core";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { CopyableId } from "../../components/copyable";
import { EmptyState } from "../../components/empty-state";
import { ErrorAlert } from "../../components/error-alert";
import { FocusButton } from "../../components/focus-button";
import { LinkButton } from "../../components/links";
import { Ago } from "../../components/time";
import { useRefresh } from "../../live/use-refresh";
import { buyTexts } from "../../strings/buy";
import { regulatoryTexts } from "../../strings/regulatory";
import { common } from "../../strings/words";
import { type RegulatoryDefault, useDefaults } from "./use-defaults";

/** The tenant's default documents by country and type. */
export function Defaults() {
  const { data, error, refetch } = useDefaults();
  return (
    <section aria-labelledby="defaults">
      <Title order={2} id="defaults">
        {regulatoryTexts.defaults}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {regulatoryTexts.defaultsLead}
      </Text>
      <ErrorAlert error={error} onRetry={refetch} />
      {data?.data.length === 0 && (
        <EmptyState title={regulatoryTexts.none} text={regulatoryTexts.noneHint}>
          <FocusButton>{buyTexts.pickCountry}</FocusButton>
        </EmptyState>
      )}
      {data && data.data.length > 0 && (
        <Table.ScrollContainer minWidth={620}>
          <Table aria-label={regulatoryTexts.defaults}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{regulatoryTexts.country}</Table.Th>
                <Table.Th>{regulatoryTexts.type}</Table.Th>
                <Table.Th>{regulatoryTexts.addressSid}</Table.Th>
                <Table.Th>{regulatoryTexts.bundleSid}</Table.Th>
                <Table.Th>{regulatoryTexts.changed}</Table.Th>
                <Table.Th>{regulatoryTexts.actions}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.data.map((each) => (
                <DefaultRow key={`${each.country} ${each.type}`} each={each} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </section>
  );
}

function DefaultRow({ each }: { readonly each: RegulatoryDefault }) {
  const { country, type, address_sid, bundle_sid, updated_at } = each;
  const refresh = useRefresh();
  return (
    <Table.Tr>
      <Table.Td>{country}</Table.Td>
      <Table.Td>{buyTexts.types[type]}</Table.Td>
      <Table.Td>{address_sid ? <CopyableId id={address_sid} /> : common.noValue}</Table.Td>
      <Table.Td>{bundle_sid ? <CopyableId id={bundle_sid} /> : common.noValue}</Table.Td>
      <Table.Td>
        <Ago at={updated_at} />
      </Table.Td>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          <LinkButton to="/regulatory" search={{ country, type }} size="compact-sm" variant="default">
            {regulatoryTexts.changeDefault}
          </LinkButton>
          <ActionButton
            label={regulatoryTexts.remove}
            size="compact-sm"
            scope="numbers:write"
            question={{
              title: regulatoryTexts.removeTitle(country, buyTexts.types[type]),
              text: regulatoryTexts.removeText,
              action: regulatoryTexts.remove,
              isDangerous: true,
            }}
            makeCall={() => call("DELETE", "/v1/regulatory-defaults/{country}/{type}", { path: { country, type } })}
            doneMessage={regulatoryTexts.removed}
            onDone={() => refresh("/v1/regulatory-defaults")}
          />
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
