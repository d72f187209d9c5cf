import { Code, List, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { ApiError } from "../../api/api-error";
import { type Answer, call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { useScope } from "../../app/use-session";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { StatusBadge } from "../../components/status-badge";
import { outcomeName, Trace } from "../../components/trace";
import { useRefresh } from "../../live/use-refresh";
import { startTexts } from "../../strings/start";
import { Conversation } from "./conversation";
import { RecentCalls } from "./recent-calls";

type TestCallAnswer = Answer<"POST", "/v1/phone-numbers/{phone_number_id}/test-call">;

interface TestCallProps {
  readonly phoneNumberId: string;
  readonly onCalled?: () => void;
}

/** Rings the number from the sandbox, and shows what the platform answered and what came of it. */
export function TestCall({ phoneNumberId, onCalled }: TestCallProps) {
  const [from, setFrom] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [isRinging, setRinging] = useState(false);
  const [result, setResult] = useState<TestCallAnswer | null>(null);
  const refresh = useRefresh();
  const apiError = error instanceof ApiError ? error : null;
  const isReal = apiError?.code === "test_call_unavailable";
  const makeCall = () => {
    const made = call("POST", "/v1/phone-numbers/{phone_number_id}/test-call", {
      path: { phone_number_id: phoneNumberId },
      body: from.trim() ? { from: from.trim() } : {},
    });
    const send = async () => {
      setRinging(true);
      setResult(null);
      setError(null);
      return await made.send().finally(() => setRinging(false));
    };
    return { ...made, send };
  };
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {startTexts.callLead}
      </Text>
      <TextInput
        label={startTexts.callFrom}
        description={startTexts.callFromHint}
        placeholder="+14155550199"
        value={from}
        onChange={({ currentTarget }) => setFrom(currentTarget.value)}
        error={apiError?.messageFor("/from")}
        inputMode="tel"
        maw={320}
      />
      <div>
        <ActionButton
          label={startTexts.place}
          variant="filled"
          scope="numbers:write"
          makeCall={makeCall}
          doneMessage={null}
          onError={setError}
          onDone={async (answer) => {
            setResult(answer);
            onCalled?.();
            await refresh("/v1/calls");
          }}
        />
      </div>
      {isRinging && <Text role="status">{startTexts.ringing}</Text>}
      <ErrorAlert error={error} withFields={false} />
      {isReal && <Text size="sm">{startTexts.realCall}</Text>}
      {result && <Result result={result} />}
      <RecentCalls phoneNumberId={phoneNumberId} />
    </Stack>
  );
}

function Result({ result }: { readonly result: TestCallAnswer }) {
  const { status, duration_seconds, twiml, steps, call_id } = result;
  const rows = steps.map((step, at) => ({ ...step, key: `${at} ${step.name}` }));
  return (
    <section aria-label={startTexts.result}>
      <Stack gap="sm">
        <Text component="div" role="status">
          <StatusBadge status={status} /> {startTexts.seconds(duration_seconds)}
        </Text>
        {twiml && (
          <div>
            <Title order={3} size="h4">
              {startTexts.twiml}
            </Title>
            <Code block className="wrapped" tabIndex={0} aria-label={startTexts.twiml}>
              {twiml}
            </Code>
          </div>
        )}
        {call_id && <DecisionTrace callId={call_id} />}
        {steps.map(({ conversation }) => conversation && <Conversation key={conversation.url} said={conversation} />)}
        <div>
          <Title order={3} size="h4">
            {startTexts.steps}
          </Title>
          <List size="sm" type="ordered">
            {rows.map(({ key, kind, name, detail, http_status }) => (
              <List.Item key={key}>
                {startTexts.stepKinds[kind]}: <strong>{name}</strong>{" "}
                {kind === "webhook" ? startTexts.http(http_status) : <Code>{detail}</Code>}
              </List.Item>
            ))}
          </List>
        </div>
      </Stack>
    </section>
  );
}

function DecisionTrace({ callId }: { readonly callId: string }) {
  const missing = useScope("calls:read");
  const { data, error } = useCall(call("GET", "/v1/calls/{call_id}/decision", { path: { call_id: callId } }), {
    enabled: missing === null,
  });
  if (missing) return <Text size="sm">{missing}</Text>;
  return (
    <div>
      <Title order={3} size="h4">
        {startTexts.trace}
      </Title>
      <ErrorAlert error={error} />
      {data && (
        <>
          <Text size="sm">{outcomeName(data.outcome)}</Text>
          <Trace steps={data.trace} />
        </>
      )}
    </div>
  );
}
