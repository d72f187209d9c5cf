import { Alert, Button, Group, Loader, Paper, Stack, Text, Title } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError } from "../../api/api-error";
import { call } from "../../api/call";
import { useVersioned } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { confirm } from "../../components/confirm";
import { ErrorAlert } from "../../components/error-alert";
import { Time } from "../../components/time";
import { routingTexts as texts } from "../../strings/routing";
import { common } from "../../strings/words";
import { DifferenceList } from "./difference-list";
import { differencesOf } from "./plan-diff";
import { errorFinder, type Plan } from "./routing/plan";
import { PlanEditor } from "./routing/plan-editor";
import { Simulator } from "./routing/simulator";
import { type SimulatedCall, useSimulation } from "./routing/use-simulation";
import { Versions } from "./routing/versions";
import type { NumberPart } from "./use-number";

const NOT_FOUND = 404;
const SCOPE = "numbers:write";
const emptyPlan: Plan = {};

/** Changes that are not saved, and the version that they began with. */
interface Edit {
  readonly draft: Plan;
  readonly base: Plan;
  readonly etag: string | undefined;
}

/** The number's routing plan: its rules, a simulator of calls beside them, and its versions. */
export function RoutingTab({ number }: NumberPart) {
  const path = { phone_number_id: number.id };
  const stored = useVersioned(call("GET", "/v1/phone-numbers/{phone_number_id}/routing", { path }));
  const hasNone = stored.error instanceof ApiError && stored.error.status === NOT_FOUND;
  const current = hasNone ? undefined : stored.data?.data;
  const etag = hasNone ? undefined : stored.data?.etag;
  const [edit, setEdit] = useState<Edit | null>(null);
  const [saveError, setSaveError] = useState<ApiError | null>(null);
  const [question, setQuestion] = useState<SimulatedCall>({ from: "", at: null, country: null, agentId: null });
  const base = current?.plan ?? emptyPlan;
  const plan = edit?.draft ?? base;
  const simulation = useSimulation(number.id, plan, question);
  const differences = edit ? differencesOf(edit.base, edit.draft) : [];
  const isDirty = differences.length > 0;
  useBlocker({
    shouldBlockFn: async ({ next }) => {
      const isHere = "tab" in next.search && next.search.tab === "routing";
      return isDirty && !isHere && !(await confirm(texts.leaveQuestion));
    },
    enableBeforeUnload: isDirty,
  });
  if (stored.isPending) return <Loader aria-label={common.loading} />;
  if (stored.error && !hasNone) return <ErrorAlert error={stored.error} onRetry={stored.refetch} />;
  const change = (next: Plan) => {
    setSaveError(null);
    setEdit({ draft: next, base: edit?.base ?? base, etag: edit ? edit.etag : etag });
  };
  const discard = () => {
    setEdit(null);
    setSaveError(null);
  };
  const isOutdated = edit !== null && isDirty && edit.etag !== etag;
  return (
    <>
      <Text size="sm" mb="sm">
        {current ? (
          <>
            {texts.version(current.version)} <Time at={current.valid_from} />.
          </>
        ) : (
          texts.noPlan
        )}{" "}
        {texts.order}
      </Text>
      <div className="beside-simulator">
        <PlanEditor
          plan={plan}
          agentId={number.agent_id}
          onChange={(part) => change({ ...plan, ...part })}
          errorAt={errorFinder([...(saveError?.errors ?? []), ...simulation.planErrors])}
        />
        <Stack gap="md" className="sticky-side">
          <Paper withBorder p="md" component="section" aria-labelledby="unsaved">
            <Title order={2} size="h3" id="unsaved" mb="xs">
              {texts.unsaved}
            </Title>
            {isOutdated && (
              <Alert color="orange" variant="light" role="alert" mb="sm">
                <Text size="sm">{texts.conflict}</Text>
                <Group gap="xs" mt="xs">
                  <Button size="compact-sm" variant="default" onClick={() => setEdit({ draft: plan, base, etag })}>
                    {texts.keepMine}
                  </Button>
                  <Button size="compact-sm" variant="default" onClick={discard}>
                    {texts.takeTheirs}
                  </Button>
                </Group>
              </Alert>
            )}
            {isDirty ? <DifferenceList differences={differences} /> : <Text size="sm">{texts.nothingChanged}</Text>}
            <ErrorAlert error={saveError} />
            <Group gap="xs" mt="sm">
              <ActionButton
                label={texts.save}
                variant="filled"
                scope={SCOPE}
                disabledReason={isDirty ? null : texts.nothingChanged}
                makeCall={() =>
                  call("PUT", "/v1/phone-numbers/{phone_number_id}/routing", {
                    path,
                    body: plan,
                    ifMatch: edit?.etag,
                  })
                }
                doneMessage={texts.saved}
                onDone={async () => {
                  await stored.refetch();
                  discard();
                }}
                onError={(error) => {
                  if (error instanceof ApiError) setSaveError(error);
                  void stored.refetch();
                }}
              />
              {isDirty && (
                <Button variant="default" onClick={discard}>
                  {texts.discard}
                </Button>
              )}
              {current && !isDirty && (
                <ActionButton
                  label={texts.remove}
                  scope={SCOPE}
                  question={texts.removeQuestion}
                  makeCall={() =>
                    call("DELETE", "/v1/phone-numbers/{phone_number_id}/routing", { path, ifMatch: etag })
                  }
                  onDone={() => stored.refetch()}
                />
              )}
            </Group>
          </Paper>
          <Simulator question={question} onChange={setQuestion} simulation={simulation} />
        </Stack>
      </div>
      <Versions numberId={number.id} onLoad={change} />
    </>
  );
}
