import { TextInput, type TextInputProps } from "@mantine/core";
import { useEffect, useRef, useState } from "react";

interface FilterTextProps extends Omit<TextInputProps, "value" | "onChange"> {
  readonly value: string | undefined;
  /** Gets what was typed; `undefined`: nothing. */
  readonly onChange: (value: string | undefined) => void;
}

/** The list follows what a person types at once, but at most this often. */
const INTERVAL_MS = 100;

/**
 * A text filter of a list. The URL says what it is, except while a person is in the field: then what is typed stays,
 * as the URL comes later and may have it in another form.
 */
export function FilterText({ value = "", onChange, ...rest }: FilterTextProps) {
  const [text, setText] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const typed = useRef(value);
  const sentAt = useRef(Number.NEGATIVE_INFINITY);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latestChange = useRef(onChange);
  useEffect(() => {
    latestChange.current = onChange;
  });
  useEffect(() => {
    if (document.activeElement !== field.current) setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    sentAt.current = performance.now();
    latestChange.current(typed.current.trim() || undefined);
  };
  return (
    <TextInput
      {...rest}
      ref={field}
      value={text}
      onChange={({ currentTarget }) => {
        typed.current = currentTarget.value;
        setText(typed.current);
        const wait = sentAt.current + INTERVAL_MS - performance.now();
        if (wait <= 0) send();
        else timer.current ??= setTimeout(send, wait);
      }}
      onBlur={() => (timer.current === undefined ? setText(value) : send())}
    />
  );
}
