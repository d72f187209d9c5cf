import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { ErrorAlert } from "../components/error-alert";

/** Stands in place of a page that could not be loaded or failed. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = async () => {
    await router.invalidate();
    reset();
  };
  return <ErrorAlert error={error} onRetry={retry} />;
}
