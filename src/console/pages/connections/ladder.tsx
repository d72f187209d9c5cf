import { Code, Group, Text } from "@mantine/core";
import { useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { StatusBadge } from "../../components/status-badge";
import { connectionsTexts } from "../../strings/connections";
import "./connections.css";

/** A rung as it is shown: with its result, or while it is still to come. */
export interface ShownRung {
  readonly name: string;
  /** The result; `running`: it is tried now; `waiting`: it comes later. */
  readonly status: string;
  /** The fact that the rung shows. */
  readonly meaning: string | undefined;
  readonly code: string | null;
  readonly detail: string | null;
  readonly hint: string | null;
  readonly ms: number | null;
}

interface LadderProps {
  readonly label: string;
  readonly rungs: readonly ShownRung[];
  /** Stands before the rungs' names in their anchors, if a page has several ladders. */
  readonly prefix?: string;
}

/** A verification rung by rung, from the bottom up. Each rung has an anchor, so that a link can lead to it. */
export function Ladder({ label, rungs, prefix = "" }: LadderProps) {
  const hash = useRouterState({ select: ({ location }) => location.hash });
  return (
    <ol className="ladder" aria-label={label} aria-live="polite">
      {rungs.map((rung) => (
        <Rung
          key={rung.name}
          anchor={`${prefix}${rung.name}`}
          rung={rung}
          isTarget={hash === `${prefix}${rung.name}`}
        />
      ))}
    </ol>
  );
}

interface RungProps {
  readonly anchor: string;
  readonly rung: ShownRung;
  readonly isTarget: boolean;
}

function Rung({ anchor, rung, isTarget }: RungProps) {
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isTarget) place.current?.scrollIntoView({ block: "center" });
  }, [isTarget]);
  const { name, status, meaning, code, detail, hint, ms } = rung;
  return (
    <li ref={place} id={anchor} className={`rung ${status}${isTarget ? " targeted" : ""}`}>
      <Group gap="xs">
        <a className="rung-name" href={`#${anchor}`} title={connectionsTexts.linkTo(name)}>
          {name.replaceAll("_", " ")}
        </a>
        <StatusBadge status={status} />
        {code !== null && status !== "skipped" && <Code>{code}</Code>}
        {ms !== null && ms > 0 && (
          <Text size="xs" c="dimmed">
            {connectionsTexts.milliseconds(ms)}
          </Text>
        )}
      </Group>
      {(detail ?? meaning) && (
        <Text size="sm" c={detail === null ? "dimmed" : undefined}>
          {detail ?? meaning}
        </Text>
      )}
      {hint !== null && (
        <Text size="sm" className="rung-hint">
          {hint}
        </Text>
      )}
    </li>
  );
}
