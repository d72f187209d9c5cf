import { Paper, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { TextLink } from "./links";

interface StatTileProps {
  readonly label: string;
  readonly value: ReactNode;
  /** A line below the value. */
  readonly hint?: ReactNode;
  /** Below /console, with the filters that show the same rows. */
  readonly to?: string;
  readonly search?: Readonly<Record<string, string | undefined>>;
  readonly isAlarm?: boolean;
}

/** One figure, which leads to the rows that it counts. */
export function StatTile({ label, value, hint, to, search = {}, isAlarm = false }: StatTileProps) {
  return (
    <Paper withBorder p="sm" className={isAlarm ? "stat-tile alarm" : "stat-tile"}>
      <Text size="sm" c="dimmed">
        {to ? (
          <TextLink to={to} search={search}>
            {label}
          </TextLink>
        ) : (
          label
        )}
      </Text>
      <Text fz={26} fw={650} lh={1.2} className="figures" component="div">
        {value}
      </Text>
      {hint && (
        <Text size="xs" c="dimmed" component="div">
          {hint}
        </Text>
      )}
    </Paper>
  );
}
