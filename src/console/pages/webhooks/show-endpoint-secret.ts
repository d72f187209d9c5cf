import { showSecret } from "../../components/secret-once";
import { webhookTexts } from "../../strings/webhooks";

/** Shows the new secret of an endpoint, once. */
export function showEndpointSecret(title: string, secret: string): void {
  const { secretText: text, secretLabel: label, copySecret: copyLabel } = webhookTexts;
  void showSecret({ title, text, label, secret, copyLabel });
}
