import { Button, PasswordInput, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type Session, signIn } from "../api/session";
import { signInTexts } from "../strings/sign-in";
import { ErrorAlert } from "./error-alert";

interface SignInFormProps {
  readonly onSignedIn: (session: Session) => void;
}

/** Exchanges an API key for a session. The key leaves the page's memory with the form. */
export function SignInForm({ onSignedIn }: SignInFormProps) {
  const [key, setKey] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [isRunning, setRunning] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setRunning(true);
    setError(null);
    try {
      onSignedIn(await signIn(key.trim()));
    } catch (failure) {
      setError(failure);
    } finally {
      setRunning(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        {/* Password managers keep a password together with a name. */}
        <input type="text" name="username" autoComplete="username" value="PhoneManager" readOnly hidden />
        <PasswordInput
          label={signInTexts.key}
          description={signInTexts.keyHint}
          value={key}
          onChange={({ currentTarget }) => setKey(currentTarget.value)}
          autoComplete="current-password"
          required
          data-autofocus
          visibilityToggleButtonProps={{ "aria-label": signInTexts.showKey, tabIndex: 0 }}
        />
        <ErrorAlert error={error} />
        <Button type="submit" loading={isRunning}>
          {signInTexts.signIn}
        </Button>
      </Stack>
    </form>
  );
}
