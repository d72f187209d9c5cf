import { Group, Text, Title } from "@mantine/core";
import { CopyableId } from "../../components/copyable";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { healthTexts } from "../../strings/health";
import { type Report, Section } from "./health-page";

type Account = Report["carrier_accounts"][number];

/** How the carrier answers for each account. */
export function CarrierAccounts({ report }: { readonly report: Report }) {
  return (
    <Section title={healthTexts.carrier}>
      <Title order={3} mb={4}>
        {healthTexts.platformAccount}
      </Title>
      <Accounts accounts={report.carrier_accounts} />
      {report.tenant_carrier_accounts.length > 0 && (
        <>
          <Title order={3} mt="md" mb={4}>
            {healthTexts.tenantAccounts}
          </Title>
          <Accounts accounts={report.tenant_carrier_accounts} />
        </>
      )}
    </Section>
  );
}

function Accounts({ accounts }: { readonly accounts: readonly Account[] }) {
  return (
    <ul className="checks">
      {accounts.map(({ account, circuit, recent, last_answer_at, last_failure_at }) => (
        <li key={account}>
          <Group justify="space-between">
            <CopyableId id={account} />
            <StatusBadge status={circuit === "closed" ? "ok" : "failed"} />
          </Group>
          <Text size="sm">
            {healthTexts.circuit[circuit]} · {healthTexts.recent(recent.answered, recent.failed, recent.not_sent)}
          </Text>
          <Text size="xs" c="dimmed">
            {healthTexts.lastAnswer}: <Ago at={last_answer_at} /> · {healthTexts.lastFailure}:{" "}
            <Ago at={last_failure_at} />
          </Text>
        </li>
      ))}
    </ul>
  );
}
