import { Button, Group, Loader, Paper, Text, Title } from "@mantine/core";
import { call } from "../../../api/call";
import { ErrorAlert } from "../../../components/error-alert";
import { Time } from "../../../components/time";
import { useFollowedPages } from "../../../live/use-followed-pages";
import { routingTexts } from "../../../strings/routing";
import { common } from "../../../strings/words";
import { DifferenceList } from "../difference-list";
import { differencesOf } from "../plan-diff";
import type { Plan } from "./plan";

const { history: texts } = routingTexts;
const PLANS = 20;

interface VersionsProps {
  readonly numberId: string;
  readonly onLoad: (plan: Plan) => void;
}

/** The plans that were in force, each with its differences to the one before; any of them can be loaded again. */
export function Versions({ numberId, onLoad }: VersionsProps) {
  const pages = useFollowedPages(
    (cursor) =>
      call("GET", "/v1/phone-numbers/{phone_number_id}/routing/history", {
        path: { phone_number_id: numberId },
        query: { limit: PLANS, cursor },
      }),
    ({ type, subject }) => type === "phone_number.routing_changed" && subject.id === numberId,
  );
  const plans = pages.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Paper withBorder p="md" mt="md" component="section" aria-labelledby="versions">
      <Title order={2} size="h3" id="versions" mb="sm">
        {texts.title}
      </Title>
      <ErrorAlert error={pages.error} onRetry={() => pages.refetch()} />
      {pages.isPending && <Loader aria-label={common.loading} />}
      {pages.data && plans.length === 0 && <Text size="sm">{texts.none}</Text>}
      <ol className="history">
        {plans.map(({ version, plan, valid_from: from, valid_to: to }, at) => (
          <li key={version}>
            <Group justify="space-between">
              <div>
                <strong>{texts.version(version)}</strong> · <Time at={from} />
                {to === null ? ` · ${texts.inForce}` : ` ${texts.until} `}
                {to !== null && <Time at={to} />}
              </div>
              <Button size="compact-sm" variant="default" onClick={() => onLoad(plan)}>
                {texts.load}
              </Button>
            </Group>
            <details className="disclosure">
              <summary>{texts.changes}</summary>
              <DifferenceList differences={differencesOf(plans[at + 1]?.plan, plan)} />
            </details>
          </li>
        ))}
      </ol>
      {pages.hasNextPage && (
        <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {texts.more}
        </Button>
      )}
    </Paper>
  );
}
