import { ActionIcon, Button, Group } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { ApiError } from "../api/api-error";
import { useScope } from "../app/use-session";
import { common } from "../strings/words";
import { ActionButton } from "./action-button";
import { sayWhyNot } from "./gated-button";
import { Pencil } from "./icons";
import { type Action, isConflict, runAction, showError } from "./run-action";

interface InlineEditProps<Value, Data> {
  /** The value as it is shown until a person edits it. */
  readonly shown: ReactNode;
  readonly value: Value;
  readonly editLabel: string;
  readonly scope: string;
  /** The field; it must be labelled. */
  readonly field: (value: Value, onChange: (value: Value) => void, error: string | undefined) => ReactNode;
  /** The request that saves what was typed; `onSaved` ends the editing. */
  readonly action: (value: Value, onSaved: () => void) => Action<Data>;
  /** Enter saves, except in fields in which it does something else. */
  readonly isEnterSaving?: boolean;
}

interface Draft<Value, Data> {
  readonly value: Value;
  /** As it was when the editing began, so that it changes the version that the person saw; `null`: the present one. */
  readonly action: InlineEditProps<Value, Data>["action"] | null;
  readonly error?: string;
}

/** A value that is edited where it stands: Enter saves, Escape leaves it as it was. */
export function InlineEdit<Value, Data>(props: InlineEditProps<Value, Data>) {
  const { shown, value, editLabel, scope, field, action, isEnterSaving = true } = props;
  const [draft, setDraft] = useState<Draft<Value, Data> | null>(null);
  const missing = useScope(scope);
  const place = useRef<HTMLDivElement>(null);
  const isSaving = useRef(false);
  const isOpen = draft !== null;
  useEffect(() => {
    if (isOpen) place.current?.querySelector("input")?.focus();
  }, [isOpen]);
  if (!draft) {
    return (
      <Group gap={4} wrap="nowrap">
        {shown}
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={editLabel}
          title={missing ?? undefined}
          data-disabled={missing === null ? undefined : true}
          aria-disabled={missing === null ? undefined : true}
          aria-description={missing ?? undefined}
          onClick={() => (missing === null ? setDraft({ value, action }) : sayWhyNot(missing))}
        >
          <Pencil />
        </ActionIcon>
      </Group>
    );
  }
  const opened = (draft.action ?? action)(draft.value, () => setDraft(null));
  const save: Action<Data> = {
    ...opened,
    onStart: () => {
      opened.onStart?.();
      // The new value stands there already.
      if (opened.early) setDraft(null);
    },
    onError: (failure) => {
      const [field] = failure instanceof ApiError ? failure.errors : [];
      // After a failure the present value stands beside the field, and the next attempt is based on it.
      if (opened.early) setDraft((before) => before ?? { value: draft.value, action: null, error: field?.detail });
      else setDraft((before) => before && { value: before.value, action: null, error: field?.detail });
      const isSaid = opened.early || (opened.onConflict && isConflict(failure));
      if (!field && !isSaid) (opened.onError ?? showError)(failure);
    },
  };
  const setSaving = (isRunning: boolean) => {
    isSaving.current = isRunning;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") setDraft(null);
    else if (event.key === "Enter" && isEnterSaving && event.target instanceof HTMLInputElement) {
      // A second press of Enter must not send the change twice.
      if (!isSaving.current && missing === null) void runAction(save, setSaving);
    } else return;
    event.preventDefault();
  };
  return (
    // Keys of the field in it.
    <Group gap="xs" align="flex-end" ref={place} onKeyDown={onKeyDown}>
      {draft.action === null && shown}
      {field(draft.value, (next) => setDraft({ value: next, action: draft.action }), draft.error)}
      <ActionButton {...save} scope={scope} variant="filled" />
      <Button variant="default" onClick={() => setDraft(null)}>
        {common.cancel}
      </Button>
    </Group>
  );
}
