import { Button } from "@mantine/core";
import type { ReactNode } from "react";

/** Leads to the field of this page that has the attribute `data-entry`, where the next step begins. */
export const FocusButton = ({ children }: { readonly children: ReactNode }) => (
  <Button variant="default" onClick={() => document.querySelector<HTMLElement>("[data-entry]")?.focus()}>
    {children}
  </Button>
);
