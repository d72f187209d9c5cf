import { Paper, Slider, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../../api/call";
import { localInputOf } from "../../app/instant";
import { AgentName } from "../../components/agents";
import { ErrorAlert } from "../../components/error-alert";
import { Facts } from "../../components/facts";
import { Time, utcText } from "../../components/time";
import { outcomeName, Trace } from "../../components/trace";
import { numberTexts } from "../../strings/number";
import type { NumberPart } from "./use-number";

const { answered: texts } = numberTexts;
const MINUTE_MS = 60_000;
/** The slider moves; the answer follows when it rests. */
const REST_MS = 200;

const readAt = async (id: string, at: string, from: string | null, signal: AbortSignal) => {
  const path = { phone_number_id: id };
  const [assignments, plans] = await Promise.all([
    call("GET", "/v1/phone-numbers/{phone_number_id}/assignments", { path, query: { at } }).send(signal),
    call("GET", "/v1/phone-numbers/{phone_number_id}/routing/history", { path, query: { at } }).send(signal),
  ]);
  const [assignment = null] = assignments.data;
  const [plan = null] = plans.data;
  const body = { phone_number_id: id, from, at, agent_id: assignment?.agent_id ?? null, plan: plan?.plan ?? null };
  const simulation = await call("POST", "/v1/routing/simulate", { body }).send(signal);
  return { assignment, plan, simulation };
};

/** Who answered the number at a moment in the past, and where a call would have gone. */
export function WhoAnswered({ number }: NumberPart) {
  const { at } = useSearch({ from: "/signed-in/numbers/$id" });
  const navigate = useNavigate();
  const [now] = useState(() => Date.now());
  const start = Date.parse(number.created_at);
  const fromUrl = at === undefined ? Number.NaN : Date.parse(at);
  const [moment, setMoment] = useState(Number.isNaN(fromUrl) ? now : fromUrl);
  const [caller, setCaller] = useState("");
  const [rested] = useDebouncedValue(`${new Date(moment).toISOString()} ${caller.trim()}`, REST_MS);
  const [instant = "", from = ""] = rested.split(" ", 2);
  const { data, error } = useQuery({
    queryKey: ["/v1/phone-numbers", number.id, "at", rested],
    queryFn: ({ signal }) => readAt(number.id, instant, from || null, signal),
    placeholderData: (previous) => previous,
  });
  const keep = (next: number) =>
    void navigate({
      to: "/numbers/$id",
      params: { id: number.id },
      search: { tab: "history", at: new Date(next).toISOString() },
      replace: true,
    });
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="who-answered">
      <Title order={2} size="h3" id="who-answered">
        {texts.title}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {texts.lead}
      </Text>
      <Stack gap="sm">
        <TextInput
          type="datetime-local"
          label={texts.time}
          value={localInputOf(moment)}
          onChange={({ currentTarget }) => {
            const next = Date.parse(currentTarget.value);
            if (Number.isNaN(next)) return;
            setMoment(next);
            keep(next);
          }}
        />
        <Slider
          min={Math.min(start, now - MINUTE_MS)}
          max={now}
          step={MINUTE_MS}
          value={Math.min(moment, now)}
          onChange={setMoment}
          onChangeEnd={keep}
          label={(value) => `${new Date(value).toLocaleString()} · ${utcText(new Date(value).toISOString())}`}
          thumbLabel={texts.slider}
        />
        <TextInput
          label={texts.caller}
          placeholder="+14155550123"
          value={caller}
          onChange={({ currentTarget }) => setCaller(currentTarget.value)}
        />
        <ErrorAlert error={error} />
        {data && (
          <div role="status">
            <Facts
              facts={[
                [
                  texts.agent,
                  data.assignment ? (
                    <span key="agent">
                      <AgentName id={data.assignment.agent_id} />, {texts.since}{" "}
                      <Time at={data.assignment.valid_from} />
                    </span>
                  ) : (
                    texts.noAgent
                  ),
                ],
                [
                  texts.plan,
                  data.plan ? (
                    <span key="plan">
                      {texts.version(data.plan.version)}, {texts.since} <Time at={data.plan.valid_from} />
                    </span>
                  ) : (
                    texts.noPlan
                  ),
                ],
                [
                  texts.decision,
                  texts.went(
                    outcomeName(data.simulation.decision.outcome),
                    data.simulation.decision.agent?.name ?? null,
                  ),
                ],
              ]}
            />
            <Trace steps={data.simulation.decision.trace} />
          </div>
        )}
      </Stack>
    </Paper>
  );
}
