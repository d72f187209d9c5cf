import { Text } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { useAgentName } from "../../components/agents";
import { EventText } from "../../components/event-text";
import { Time } from "../../components/time";
import { numberTexts } from "../../strings/number";
import { DifferenceList } from "./difference-list";
import type { Entry, HistoryEvent } from "./history-entries";
import { differencesOf } from "./plan-diff";

const { history: texts } = numberTexts;

/** One line of the history, with what changed below it. */
export function HistoryLine({ entry, numberId }: { readonly entry: Entry; readonly numberId: string }) {
  const nameOf = useAgentName();
  return (
    <li>
      <div>
        {entry.kind === "event" ? (
          <EventText type={entry.event.type} data={entry.event.data} />
        ) : (
          texts[entry.kind](nameOf(entry.agentId))
        )}
      </div>
      {entry.kind === "event" && <Change event={entry.event} before={entry.causesBefore} numberId={numberId} />}
      <Text size="xs" c="dimmed" component="div">
        <Time at={entry.at} />
        {entry.kind === "event" && ` · ${actorText(entry.event.actor)}`}
      </Text>
    </li>
  );
}

function actorText(actor: string): string {
  const { actors } = texts;
  if (actor === "system" || actor === "carrier" || actor === "admin") return texts.by(actors[actor]);
  const [kind = "", id = ""] = actor.split(":", 2);
  if (kind === "key") return texts.by(texts.key(id));
  return texts.by(kind === "link" ? texts.link(id) : actor);
}

interface ChangeProps {
  readonly event: HistoryEvent;
  readonly before: readonly string[] | null;
  readonly numberId: string;
}

/** The change that an event is about, as far as the log says it. */
function Change({ event, before, numberId }: ChangeProps) {
  if (event.type === "phone_number.readiness_changed" && before !== null) {
    return <DifferenceList differences={differencesOf({ causes: before }, { causes: event.data.causes })} />;
  }
  if (event.type === "phone_number.routing_changed" && event.data.version !== null) {
    return <PlanChange numberId={numberId} version={event.data.version} />;
  }
  return null;
}

/** The difference of a routing plan to the one before it, read when a person asks for it. */
function PlanChange({ numberId, version }: { readonly numberId: string; readonly version: number }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="disclosure" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{texts.version(version)}</summary>
      {isOpen && <PlanDifference numberId={numberId} version={version} />}
    </details>
  );
}

/** Most numbers have few plans, so one page of them has the two that are compared. */
const PLANS = 200;

function PlanDifference({ numberId, version }: { readonly numberId: string; readonly version: number }) {
  const { data } = useCall(
    call("GET", "/v1/phone-numbers/{phone_number_id}/routing/history", {
      path: { phone_number_id: numberId },
      query: { limit: PLANS },
    }),
  );
  if (!data) return null;
  const at = data.data.findIndex((plan) => plan.version === version);
  return <DifferenceList differences={differencesOf(data.data[at + 1]?.plan, data.data[at]?.plan)} />;
}
