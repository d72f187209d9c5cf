import { ActionIcon, Button, Group } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { common } from "../strings/common";
import { ActionButton } from "./action-button";
import { Pencil } from "./icons";
import { type Action, runAction } from "./run-action";

interface InlineEditProps<Value, Data> {
  /** What is shown until a person edits it. */
  readonly shown: ReactNode;
  readonly value: Value;
  readonly editLabel: string;
  readonly scope: string;
  /** The field; it must be labelled. */
  readonly field: (value: Value, onChange: (value: Value) => void) => ReactNode;
  /** The request that saves what was typed; `onSaved` ends the editing. */
  readonly action: (value: Value, onSaved: () => void) => Action<Data>;
  /** Enter saves, except in fields in which it does something else. */
  readonly isEnterSaving?: boolean;
}

/** A value that is edited where it stands: Enter saves, Escape leaves it as it was. */
export function InlineEdit<Value, Data>(props: InlineEditProps<Value, Data>) {
  const { shown, value, editLabel, scope, field, action, isEnterSaving = true } = props;
  const [draft, setDraft] = useState<{ readonly value: Value } | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const isOpen = draft !== null;
  useEffect(() => {
    if (isOpen) place.current?.querySelector("input")?.focus();
  }, [isOpen]);
  if (!draft) {
    return (
      <Group gap={4} wrap="nowrap">
        {shown}
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={editLabel} onClick={() => setDraft({ value })}>
          <Pencil />
        </ActionIcon>
      </Group>
    );
  }
  const save = action(draft.value, () => setDraft(null));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") setDraft(null);
    else if (event.key === "Enter" && isEnterSaving && event.target instanceof HTMLInputElement) void runAction(save);
    else return;
    event.preventDefault();
  };
  return (
    // Keys of the field in it.
    <Group gap="xs" align="flex-end" ref={place} onKeyDown={onKeyDown}>
      {field(draft.value, (next) => setDraft({ value: next }))}
      <ActionButton {...save} scope={scope} variant="filled" />
      <Button variant="default" onClick={() => setDraft(null)}>
        {common.cancel}
      </Button>
    </Group>
  );
}
