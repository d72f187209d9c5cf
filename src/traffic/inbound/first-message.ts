import { describeError } from "#kernel/db/db";
import type { WebhookContext } from "#kernel/ports/context";
import { recordFirstMessage } from "#porting/progress/first-message";

/** Records after the response that the messages of a ported number have moved. If that fails, the next message does. */
export function recordFirstMessageOfPort(webhook: WebhookContext): void {
  const { tenantId, phoneNumberId, requestId: request_id } = webhook;
  const ctx = webhook.platform();
  ctx.inBackground(ctx, (later) =>
    recordFirstMessage(later, { tenantId, phoneNumberId }).catch((error: unknown) => {
      console.error({
        message: "webhook: the first message of a ported number was not noted",
        request_id,
        error: describeError(error),
      });
    }),
  );
}
