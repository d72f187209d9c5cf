import { Button, Collapse, Group, List, Loader, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { ErrorAlert } from "../../components/error-alert";
import { Check } from "../../components/icons";
import { TextLink } from "../../components/links";
import { regulatoryTexts } from "../../strings/regulatory";
import { common } from "../../strings/words";
import type { NumberType } from "../buy/search-query";
import { needsLines, needsNothing, type Requirements } from "./needs-text";
import { useDefaults } from "./use-defaults";

interface RequirementsViewProps {
  readonly country: string;
  readonly type: NumberType;
  /** Whether what a bundle must contain is open from the start. */
  readonly isOpen?: boolean;
  /** Links to the page that sets default documents. */
  readonly withLink?: boolean;
}

/** The needs of a country's numbers of a type, and whether the tenant's default documents meet it. */
export function RequirementsView({ country, type, isOpen = false, withLink = false }: RequirementsViewProps) {
  const { data, error, isPending, refetch } = useCall(
    call("GET", "/v1/regulatory-requirements", { query: { country, type } }),
  );
  const [isShown, { toggle }] = useDisclosure(isOpen);
  if (error) return <ErrorAlert error={error} onRetry={refetch} />;
  if (isPending) return <Loader size="sm" aria-label={common.loading} />;
  if (needsNothing(data.requirements)) {
    return (
      <Group gap={6} c="dimmed" wrap="nowrap">
        <Check />
        <Text size="sm">{regulatoryTexts.nothing}</Text>
      </Group>
    );
  }
  return (
    <Stack gap="xs">
      <List size="sm">
        {needsLines(data.requirements).map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
      <OwnDefault country={country} type={type} withLink={withLink} />
      {data.regulations.length > 0 && (
        <div>
          <Button size="compact-sm" variant="default" onClick={toggle} aria-expanded={isShown}>
            {isShown ? regulatoryTexts.hide : regulatoryTexts.show}
          </Button>
          <Collapse expanded={isShown}>
            <Regulations regulations={data.regulations} />
          </Collapse>
        </div>
      )}
    </Stack>
  );
}

function OwnDefault({ country, type, withLink = false }: Omit<RequirementsViewProps, "isOpen">) {
  const { data } = useDefaults();
  if (!data) return null;
  const own = data.data.find((each) => each.country === country && each.type === type);
  const ids = [own?.address_sid, own?.bundle_sid].filter(Boolean).join(", ");
  return (
    <Text size="sm">
      {own ? `${regulatoryTexts.defaultUsed} ${ids}` : regulatoryTexts.noDefault}{" "}
      {withLink && (
        <TextLink to="/regulatory" search={{ country, type }}>
          {own ? regulatoryTexts.changeDefault : regulatoryTexts.setDefault}
        </TextLink>
      )}
    </Text>
  );
}

const labels = (fields: readonly { readonly label: string }[]): string => fields.map(({ label }) => label).join(", ");

function Regulations({ regulations }: Pick<Requirements, "regulations">) {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} mt="sm">
      {regulations.map(({ id, end_user, name, information, documents }) => (
        <div key={id}>
          <Title order={3} size="h4">
            {regulatoryTexts.forEndUser(end_user)}
          </Title>
          <Text size="xs" c="dimmed">
            {name}
          </Text>
          <Text size="sm" mt={4}>
            <strong>{regulatoryTexts.information}:</strong> {labels(information)}
          </Text>
          <List size="sm" mt={4}>
            {documents.map((document) => (
              <List.Item key={document.name}>
                <strong>{document.label}</strong>
                {document.description && <>: {document.description}</>}
                <br />
                {regulatoryTexts.accepted(labels(document.accepted))}
                {document.accepted.length === 1 && document.accepted[0] && (
                  <>. {regulatoryTexts.mustShow(labels(document.accepted[0].fields))}</>
                )}
              </List.Item>
            ))}
          </List>
        </div>
      ))}
    </SimpleGrid>
  );
}
