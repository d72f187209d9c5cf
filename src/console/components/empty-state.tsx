import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface EmptyStateProps {
  readonly title: string;
  readonly text: string;
  /** It is all that the page has, so its title is the page's. */
  readonly isPage?: boolean;
  /** Buttons that do the next step or lead to it. */
  readonly children: ReactNode;
}

/** Says why a list is empty and what to do next. */
export function EmptyState({ title, text, isPage = false, children }: EmptyStateProps) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" className="empty-state">
      <Title order={isPage ? 1 : 2} size="h3">
        {title}
      </Title>
      <Text c="dimmed" ta="center" maw={480}>
        {text}
      </Text>
      {children}
    </Stack>
  );
}
