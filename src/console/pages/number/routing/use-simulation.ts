import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ApiError } from "../../../api/api-error";
import { type Answer, type BodyFor, call } from "../../../api/call";
import type { Plan } from "./plan";

/** The call that a person asks about. */
export interface SimulatedCall {
  readonly from: string;
  /** Milliseconds UTC; `null`: now. */
  readonly at: number | null;
  readonly country: string | null;
  readonly agentId: string | null;
}

type Body = NonNullable<BodyFor<"POST", "/v1/routing/simulate">>;

export interface Simulation {
  readonly data: Answer<"POST", "/v1/routing/simulate"> | undefined;
  /** A failure that is not about fields of the plan. */
  readonly error: ApiError | null;
  /** The errors in the plan, by the pointers that saving it would use. */
  readonly planErrors: readonly { readonly pointer: string; readonly detail: string }[];
  readonly body: Body;
}

/** How long a person must pause before the simulator is asked. */
const PAUSE_MS = 300;
const PLAN = "/plan";

/** Asks the API where a call would go by a plan that is not saved; it also finds what is wrong with the plan. */
export function useSimulation(numberId: string, plan: Plan, { from, at, country, agentId }: SimulatedCall): Simulation {
  const asked = useMemo<Body>(
    () => ({
      phone_number_id: numberId,
      from: from.trim() || null,
      ...(at !== null && { at: new Date(at).toISOString() }),
      ...(country && { from_country: country }),
      ...(agentId && { agent_id: agentId }),
      plan,
    }),
    [numberId, plan, from, at, country, agentId],
  );
  const [body] = useDebouncedValue(asked, PAUSE_MS);
  const { data, error } = useQuery<Answer<"POST", "/v1/routing/simulate">>({
    queryKey: ["/v1/routing/simulate", body],
    queryFn: ({ signal }) => call("POST", "/v1/routing/simulate", { body }).send(signal),
    placeholderData: (previous) => previous,
    gcTime: 0,
  });
  const known = error instanceof ApiError ? error : null;
  const planErrors = (known?.errors ?? [])
    .filter(({ pointer }) => pointer.startsWith(`${PLAN}/`))
    .map(({ pointer, detail }) => ({ pointer: pointer.slice(PLAN.length), detail }));
  return { data, error: planErrors.length > 0 ? null : known, planErrors, body };
}
