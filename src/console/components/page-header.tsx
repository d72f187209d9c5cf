import { Group, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { common } from "../strings/words";

interface PageHeaderProps {
  readonly title: string;
  /** Stands beside the title, such as a badge of the state. */
  readonly aside?: ReactNode;
  readonly description?: ReactNode;
  /** The page's actions. */
  readonly children?: ReactNode;
}

/** The page's title, for people and for the browser's tab, with its actions. */
export function PageHeader({ title, aside, description, children }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · ${common.appName}`;
  }, [title]);
  return (
    <Group justify="space-between" align="flex-start" mb="md" gap="sm">
      <div className="page-header-text">
        <Group gap="sm">
          <Title order={1}>{title}</Title>
          {aside}
        </Group>
        {description && (
          <Text c="dimmed" size="sm" component="div">
            {description}
          </Text>
        )}
      </div>
      {children && <Group gap="xs">{children}</Group>}
    </Group>
  );
}
