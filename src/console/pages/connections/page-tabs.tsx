import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";

interface PageTab {
  readonly id: string;
  readonly label: string;
  readonly content: ReactNode;
}

interface PageTabsProps {
  readonly tabs: readonly PageTab[];
  /** The tab in sight; others fall back to the first one. */
  readonly shown: string | undefined;
  readonly onChange: (id: string) => void;
}

/** The parts of a page, one in sight at a time. */
export function PageTabs({ tabs, shown, onChange }: PageTabsProps) {
  const value = (tabs.find(({ id }) => id === shown) ?? tabs[0])?.id ?? null;
  return (
    <Tabs value={value} onChange={(id) => onChange(id ?? "")} keepMounted={false}>
      <Tabs.List mb="md">
        {tabs.map(({ id, label }) => (
          <Tabs.Tab key={id} value={id}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ id, content }) => (
        <Tabs.Panel key={id} value={id}>
          {content}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
