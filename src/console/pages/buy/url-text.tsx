import { TextInput, type TextInputProps } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";

const PAUSE_MS = 450;

interface UrlTextProps extends Omit<TextInputProps, "value" | "onChange" | "defaultValue"> {
  /** The text in the URL. */
  readonly value: string | undefined;
  /** Called when the person pauses, as each search asks the carrier. */
  readonly onCommit: (text: string | undefined) => void;
}

/** A field whose text goes to the URL when one pauses, and follows it when one goes back. */
export function UrlText({ value = "", onCommit, ...rest }: UrlTextProps) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  const send = useDebouncedCallback((next: string) => {
    sent.current = next;
    onCommit(next || undefined);
  }, PAUSE_MS);
  return (
    <TextInput
      {...rest}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        send(currentTarget.value.trim());
      }}
    />
  );
}
