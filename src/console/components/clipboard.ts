import { notifications } from "@mantine/notifications";
import { common } from "../strings/words";

/** Copies a text and says so. Browsers without a clipboard on this page show the text instead. */
export async function copyText(text: string, message = common.copied): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notifications.show({ message, autoClose: 2_500 });
  } catch {
    notifications.show({ message: text, autoClose: false });
  }
}
