import { Fieldset } from "@mantine/core";
import type { ReactNode } from "react";

/** One rule of the plan. */
export function RuleSection({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Fieldset legend={title} className="rule-section">
      {children}
    </Fieldset>
  );
}
