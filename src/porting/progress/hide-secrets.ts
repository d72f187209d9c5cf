import type { CarrierPort, CarrierReason } from "#kernel/ports/carrier-porting";
import type { Context } from "#kernel/ports/context";
import { openNumberPin, openPortingSecrets } from "../requests/secrets";
import { redact } from "../rules/redact";
import type { PortWork } from "./work";

/** The port as Twilio shows it, without the request's own account number and PINs in the carrier's words. */
export async function hideSecrets(
  ctx: Pick<Context, "vault">,
  { request, numbers }: PortWork,
  port: CarrierPort,
): Promise<CarrierPort> {
  const textsOf = ({ rejection, notPortable }: CarrierPort["numbers"][number]) => [rejection?.text, notPortable?.text];
  if (!port.numbers.some((number) => textsOf(number).some(Boolean))) return port;
  const { accountNumber, pin } = await openPortingSecrets(ctx.vault, request);
  const shown = await Promise.all(
    port.numbers.map(async (number) => {
      if (!textsOf(number).some(Boolean)) return number;
      const stored = numbers.find(({ e164 }) => e164 === number.e164);
      const own = stored ? await openNumberPin(ctx.vault, stored) : null;
      const hide = <Code>(reason: CarrierReason<Code> | null): CarrierReason<Code> | null =>
        reason?.text ? { ...reason, text: redact(reason.text, [accountNumber, pin, own]) } : reason;
      return { ...number, rejection: hide(number.rejection), notPortable: hide(number.notPortable) };
    }),
  );
  return { ...port, numbers: shown };
}
