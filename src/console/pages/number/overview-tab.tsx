import { Paper, SimpleGrid, Stack, Title } from "@mantine/core";
import { countryName } from "../../components/country-select";
import { Facts } from "../../components/facts";
import { JsonDisclosure } from "../../components/json-disclosure";
import { moneyText } from "../../components/money";
import { usePhoneFormat } from "../../components/phone-number";
import { SubjectLink } from "../../components/subject-link";
import { Time } from "../../components/time";
import { numberTexts } from "../../strings/number";
import { numbersTexts } from "../../strings/numbers";
import { common } from "../../strings/words";
import { AgentCard } from "./agent-card";
import { ReadinessCard } from "./readiness-card";
import { SettingsCard } from "./settings-card";
import type { NumberPart } from "./use-number";

/** How the number is doing, who answers it, and its settings. */
export function OverviewTab(part: NumberPart) {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" style={{ alignItems: "start" }}>
      <ReadinessCard {...part} />
      <Stack gap="md">
        <AgentCard {...part} />
        <SettingsCard {...part} />
        <AboutCard {...part} />
      </Stack>
    </SimpleGrid>
  );
}

const { facts: texts } = numberTexts;
const { choices } = numbersTexts;

function AboutCard({ number }: NumberPart) {
  const write = usePhoneFormat();
  const capabilities = (["voice", "sms", "mms", "fax"] as const)
    .filter((name) => number.capabilities[name])
    .map((name) => choices.capabilities[name]);
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="about">
      <Title order={2} size="h3" id="about" mb="sm">
        {texts.title}
      </Title>
      <Facts
        facts={[
          [texts.national, write(number.phone_number, "national")],
          [texts.country, countryName(number.country)],
          [texts.type, choices.type[number.type]],
          [texts.capabilities, capabilities.join(", ") || common.noValue],
          [texts.price, number.monthly_price ? moneyText(number.monthly_price) : texts.unknownPrice],
          [texts.method, choices.method[number.acquisition_method]],
          ...(number.carrier_account_id
            ? [[texts.account, <SubjectLink key="account" id={number.carrier_account_id} />] as const]
            : []),
          ...(number.sip_trunk_id
            ? [[texts.trunk, <SubjectLink key="trunk" id={number.sip_trunk_id} />] as const]
            : []),
          [texts.ownership, number.ownership],
          [texts.created, <Time key="created" at={number.created_at} />],
          [texts.updated, <Time key="updated" at={number.updated_at} />],
          ...(number.released_at ? [[texts.released, <Time key="released" at={number.released_at} />] as const] : []),
        ]}
      />
      <JsonDisclosure label={texts.raw} value={number} />
    </Paper>
  );
}
