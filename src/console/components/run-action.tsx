import { notifications } from "@mantine/notifications";
import { ApiError } from "../api/api-error";
import type { Call } from "../api/call";
import { type Early, sendEarly } from "../api/early";
import { queryClient } from "../app/query-client";
import { common } from "../strings/words";
import { confirm, type Question } from "./confirm";
import { ErrorAlert } from "./error-alert";
import { waitForUndo } from "./undo";

/** One request that a person asks for, by a button or in the palette. */
export interface Action<Data> {
  readonly label: string;
  /** Builds the request when it is needed. `null`: the form is not complete, and has said so. */
  readonly makeCall: () => Call<Data> | null;
  readonly question?: Question | undefined;
  /** Gives the person some seconds to take it back. */
  readonly canUndo?: boolean | undefined;
  /** Runs when the person is sure, before the request is sent or waits to be taken back. */
  readonly onStart?: (() => void) | undefined;
  /** Shows the change before the answer; a refused one is taken back, and a message says so. */
  readonly early?: Early<Data> | undefined;
  readonly onDone?: ((data: Data) => unknown) | undefined;
  /** Reads the newest version after a change by another, which a message announces. */
  readonly onConflict?: (() => unknown) | undefined;
  /** Shows a failure elsewhere than in a notification, such as at the fields of a form. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** The message after a success; `null`: none. */
  readonly doneMessage?: string | null | undefined;
}

/** Asks what there is to ask, sends the request, and says what came of it. */
export async function runAction<Data>(
  { label, makeCall, question, canUndo, onStart, early, onDone, onConflict, onError, doneMessage }: Action<Data>,
  setRunning: (isRunning: boolean) => void = () => undefined,
): Promise<void> {
  const made = makeCall();
  if (!made || (question && !(await confirm(question)))) return;
  onStart?.();
  setRunning(true);
  try {
    if (canUndo && !(await waitForUndo(label))) {
      notifications.show({ message: common.undone(label) });
      return;
    }
    const data = await (early ? sendEarly(queryClient, () => makeCall() ?? made, early) : made.send());
    if (doneMessage !== null) notifications.show({ message: doneMessage ?? common.actionDone(label), color: "green" });
    await onDone?.(data);
  } catch (error) {
    if (isConflict(error) && (early || onConflict)) {
      notifications.show({ color: "orange", message: common.conflict(label), autoClose: 10_000 });
      void onConflict?.();
    } else if (early) showError(error, common.takenBack(label));
    else if (!onError) showError(error);
    onError?.(error);
  } finally {
    setRunning(false);
  }
}

/** The thing has changed since the version that the page shows. */
export const isConflict = (error: unknown): boolean => error instanceof ApiError && error.code === "stale_version";

/** Shows a failure with all that it says, until the person closes it. */
export function showError(error: unknown, title?: string): void {
  notifications.show({
    color: "red",
    autoClose: false,
    title,
    message: <ErrorAlert error={error} />,
    closeButtonProps: { "aria-label": common.close },
  });
}
