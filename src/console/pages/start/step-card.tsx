import { Badge, Group, Paper, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { startTexts } from "../../strings/start";

interface StepCardProps {
  readonly step: number;
  readonly title: string;
  readonly isDone: boolean;
  /** The choice, beside the title. */
  readonly chosen?: ReactNode;
  /** The step's work; missing while it is not its turn. */
  readonly children?: ReactNode;
}

/** One step of the way, with what has come of it. */
export function StepCard({ step, title, isDone, chosen, children }: StepCardProps) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Group justify="space-between">
        <Title order={2} size="h3">
          {startTexts.step(step, title)}
        </Title>
        <Group gap="xs">
          {chosen}
          {isDone && (
            <Badge variant="light" color="green" tt="none" className="status">
              {startTexts.done}
            </Badge>
          )}
        </Group>
      </Group>
      {children && <div className="step-body">{children}</div>}
    </Paper>
  );
}
