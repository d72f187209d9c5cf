import { Stack } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, type ReactNode, useRef } from "react";

interface EntryFormProps {
  readonly label: string;
  readonly children: ReactNode;
  /** The button that sends the form; Enter in a field presses it, too. */
  readonly submit: ReactNode;
  /** Takes the width of the page. */
  readonly isWide?: boolean;
}

/** A form whose button sends the request. */
export function EntryForm({ label, children, submit, isWide = false }: EntryFormProps) {
  const place = useRef<HTMLDivElement>(null);
  const onKeyDown = ({ key, target, defaultPrevented }: KeyboardEvent) => {
    if (key !== "Enter" || defaultPrevented || !(target instanceof HTMLInputElement)) return;
    if (["checkbox", "radio", "file"].includes(target.type) || target.getAttribute("aria-haspopup")) return;
    place.current?.querySelector("button")?.click();
  };
  return (
    <form aria-label={label} onKeyDown={onKeyDown} onSubmit={(event: FormEvent) => event.preventDefault()}>
      <Stack maw={isWide ? 1_000 : 720}>
        {children}
        <div ref={place}>{submit}</div>
      </Stack>
    </form>
  );
}
