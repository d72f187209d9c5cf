import type { NumberPart } from "./use-number";

/** The number's routing plan. */
export function RoutingTab({ number }: NumberPart) {
  return <>{number.id}</>;
}
