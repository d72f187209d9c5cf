import { Alert, Button, Group, Loader, Paper, Text, Title } from "@mantine/core";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { ErrorAlert } from "../../components/error-alert";
import { Ago, Time } from "../../components/time";
import { numberTexts } from "../../strings/number";
import { common } from "../../strings/words";
import { AgentChecks, CauseFix } from "./cause-fix";
import { checksOf } from "./readiness-checks";
import type { NumberPart } from "./use-number";

const { readiness: texts } = numberTexts;

/** The API names the operation that fixes a cause; here a button does it. */
const withoutCall = (fix: string): string => fix.replaceAll(/:? (GET|POST|PUT|PATCH|DELETE) \/v1\/\S*[^\s.,;]/g, "");

/** A color alone says nothing, so a sign stands before each check. */
const signs = { ok: "✓", blocking: "✕", warning: "!", unknown: "?", none: "–" } as const;

/** Whether callers reach the number: each check, why it fails, and a fix to click. */
export function ReadinessCard({ number, reload }: NumberPart) {
  const { data, error, refetch, isFetching } = useCall(
    call("GET", "/v1/phone-numbers/{phone_number_id}/readiness", { path: { phone_number_id: number.id } }),
  );
  const refresh = () => {
    void refetch();
    return reload();
  };
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="readiness">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3" id="readiness">
          {texts.title}
        </Title>
        <Button size="compact-sm" variant="default" loading={isFetching} onClick={() => void refetch()}>
          {texts.refresh}
        </Button>
      </Group>
      <ErrorAlert error={error} />
      {!data && !error && <Loader aria-label={common.loading} />}
      {data && (
        <>
          <Alert
            variant="light"
            color={data.ready === null ? "gray" : data.ready ? "green" : "red"}
            role="status"
            mb="sm"
            p="xs"
          >
            <Text size="sm" fw={600} c="var(--mantine-color-text)">
              {data.ready === null ? texts.over : data.ready ? texts.ready : texts.notReady}
            </Text>
          </Alert>
          {data.ready !== null && (
            <ul className="checks">
              {checksOf(data).map(({ name, state, causes }) => (
                <li key={name} className={`check ${state}`}>
                  <span className="check-mark" aria-hidden="true">
                    {signs[state]}
                  </span>
                  <div>
                    <strong>{texts.checks[name]}</strong> <span className="check-state">{texts.states[state]}</span>
                    {name === "webhooks" && (
                      <div className="check-state">{texts.webhooks(data.webhooks.taken, data.webhooks.refused)}</div>
                    )}
                    {name === "agent" && state === "unknown" && <AgentChecks agents={data.agents} onDone={refresh} />}
                    {causes.map((cause) => (
                      <div key={cause.code} className="cause">
                        <div>{cause.detail}</div>
                        <div>{withoutCall(cause.fix)}</div>
                        <CauseFix cause={cause} number={number} agents={data.agents} onDone={refresh} />
                      </div>
                    ))}
                  </div>
                </li>
              ))}
            </ul>
          )}
          <Text size="xs" c="dimmed" mt="sm">
            {texts.checked} <Ago at={data.checked_at} /> · {texts.lastCall}{" "}
            {data.last_good_call_at ? <Time at={data.last_good_call_at} /> : texts.neverCalled}
          </Text>
        </>
      )}
    </Paper>
  );
}
