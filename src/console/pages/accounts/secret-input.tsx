import { PasswordInput } from "@mantine/core";
import type { ReactNode } from "react";
import { accountsTexts } from "../../strings/accounts";

interface SecretInputProps {
  readonly label: string;
  readonly hint: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
  readonly placeholder?: string;
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
}

/** A field for a secret, which the browser neither shows nor remembers. */
export function SecretInput(props: SecretInputProps) {
  const { label, hint, value, onChange, error, placeholder = "", isRequired = false, isDisabled = false } = props;
  return (
    <PasswordInput
      label={label}
      description={hint}
      placeholder={placeholder}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      error={error}
      withAsterisk={isRequired}
      aria-required={isRequired}
      disabled={isDisabled}
      autoComplete="new-password"
      spellCheck={false}
      visibilityToggleButtonProps={{ "aria-label": `${accountsTexts.showSecret}: ${label}`, tabIndex: 0 }}
    />
  );
}
