import type { ComponentProps } from "react";
import { SecretOnce } from "../../components/secret-once";
import { webhookTexts } from "../../strings/webhooks";

/** Shows the new secret of an endpoint once. */
export function EndpointSecret(props: Pick<ComponentProps<typeof SecretOnce>, "title" | "secret" | "onDone">) {
  return (
    <SecretOnce
      text={webhookTexts.secretText}
      label={webhookTexts.secretLabel}
      copyLabel={webhookTexts.copySecret}
      doneLabel={webhookTexts.secretDone}
      {...props}
    />
  );
}
