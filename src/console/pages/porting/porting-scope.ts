import type { Session } from "../../api/session";
import { useSession } from "../../app/use-session";

/** Whether the session carries out ports for all tenants. */
const isOperator = ({ tenant, scopes }: Session): boolean =>
  tenant === null && (scopes.includes("admin") || scopes.includes("porting:operate"));

export const useIsOperator = (): boolean => isOperator(useSession());

/** The scope that a change of a porting request needs; operators change the requests of all tenants without it. */
export const usePortingScope = (): string | undefined => (useIsOperator() ? undefined : "porting:write");
