import { TextInput, type TextInputProps } from "@mantine/core";
import { useEffect, useRef, useState } from "react";

interface FilterTextProps extends Omit<TextInputProps, "value" | "onChange"> {
  readonly value: string | undefined;
  /** Gets what was typed, once the person pauses; `undefined`: nothing. */
  readonly onChange: (value: string | undefined) => void;
}

/** How long a person must pause before the list follows. */
const PAUSE_MS = 250;

/** A text filter of a list. It keeps what is typed, and takes over what the URL says when that changes otherwise. */
export function FilterText({ value = "", onChange, ...rest }: FilterTextProps) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    if (value !== sent.current) setText(value);
    sent.current = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <TextInput
      {...rest}
      value={text}
      onChange={({ currentTarget }) => {
        const next = currentTarget.value;
        setText(next);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => {
          sent.current = next.trim();
          onChange(next.trim() || undefined);
        }, PAUSE_MS);
      }}
    />
  );
}
