import { Button, Text } from "@mantine/core";
import { useMemo, useRef, useState } from "react";
import { usePaletteActions } from "../../app/palette-actions";
import { ActionButton } from "../../components/action-button";
import { useAgentName } from "../../components/agents";
import { runAction } from "../../components/run-action";
import { Time } from "../../components/time";
import { numberTexts } from "../../strings/number";
import { DetachDialog } from "./detach-dialog";
import { lifecycleOf } from "./lifecycle";
import type { NumberPart } from "./use-number";

const { lifecycle: texts } = numberTexts;

/** The actions that the state allows: suspend, resume, release, restore, or giving it back to where it came from. */
export function LifecycleActions({ number, reload }: NumberPart) {
  const nameOf = useAgentName();
  const [isDetaching, setDetaching] = useState(false);
  const possible = lifecycleOf(number, nameOf(number.agent_id), reload);
  const latest = useRef(possible);
  latest.current = possible;
  const names = possible
    .filter(({ disabledReason }) => !disabledReason)
    .map(({ label }) => label)
    .join(",");
  usePaletteActions(
    useMemo(
      () =>
        names === ""
          ? []
          : names.split(",").map((label) => ({
              id: `number-${label}`,
              label,
              description: texts.onNumber,
              scope: "numbers:write",
              run: () => {
                const action = latest.current.find((each) => each.label === label);
                if (action) void runAction(action);
              },
            })),
      [names],
    ),
  );
  const canDetach = number.acquisition_method === "imported" && number.status !== "released";
  return (
    <>
      {number.cooling_off_until && (
        <Text size="sm" c="dimmed" component="span">
          {texts.restoreUntil} <Time at={number.cooling_off_until} />
        </Text>
      )}
      {possible.map(({ key, ...action }) => (
        <ActionButton key={key} {...action} />
      ))}
      {canDetach && (
        <Button variant="default" c="var(--mantine-color-error)" onClick={() => setDetaching(true)}>
          {texts.detach}
        </Button>
      )}
      {isDetaching && <DetachDialog number={number} onClose={() => setDetaching(false)} onDone={reload} />}
    </>
  );
}
