import type { Resource } from "../account/resources";
import type { OperationFields, RuleFields, SettingFields } from "../account/webhook-config";
import type { Sandbox } from "../sandbox";

/** A change of a rule takes this long, unless its operation is fetched before. */
const OPERATION_MS = 2_000;

/** Brings operations to the state that they have now. An operation whose time is over takes effect. */
export function completeOperations(sandbox: Sandbox): void {
  for (const operation of sandbox.webhookConfig.operations.all()) {
    const isOpen = operation.fields.completedAt === null;
    if (isOpen && sandbox.now() - operation.createdAt >= OPERATION_MS) finish(sandbox, operation);
  }
}

/** Each question brings an operation one state further: PENDING, RUNNING, COMPLETED or FAILED. */
export function advance(sandbox: Sandbox, operation: Resource<OperationFields>): Resource<OperationFields> {
  const { fields } = operation;
  if (fields.status === "RUNNING") return finish(sandbox, operation);
  if (fields.status !== "PENDING") return operation;
  return sandbox.webhookConfig.operations.update(operation, { ...fields, status: "RUNNING" }, sandbox.now());
}

function finish(sandbox: Sandbox, operation: Resource<OperationFields>): Resource<OperationFields> {
  const { rules, operations } = sandbox.webhookConfig;
  const { resourceId, rule: wanted, failure } = operation.fields;
  const rule = rules.bySid(resourceId);
  const now = sandbox.now();
  if (rule && failure !== null && !rule.fields.isActive) rules.remove(rule);
  if (rule && failure === null && wanted === null) rules.remove(rule);
  if (rule && failure === null && wanted !== null) rules.update(rule, { ...wanted, isActive: true }, now);
  const status = failure === null ? "COMPLETED" : "FAILED";
  return operations.update(operation, { ...operation.fields, status, completedAt: now }, now);
}

/** The setting for a webhook's URL: of the exact rule, else of the longest prefix, else of the default rule. */
export function settingFor(sandbox: Sandbox, url: string): SettingFields | null {
  completeOperations(sandbox);
  const { rules, settings } = sandbox.webhookConfig;
  const [path = ""] = url.split(/[?#]/, 1);
  const fitting = rules.all().filter(({ fields }) => fields.isActive && fits(fields, path));
  const [rule] = fitting.toSorted((a, b) => rank(b.fields) - rank(a.fields));
  const chosen = rule && pick(rule.fields, sandbox.traffic.signed++);
  return chosen === undefined ? null : (settings.bySid(chosen)?.fields ?? null);
}

function fits({ matchType, value, prefix = "" }: RuleFields, path: string): boolean {
  if (matchType === "EXACT_MATCH") return path === value;
  return matchType === "DEFAULT" || path.startsWith(prefix);
}

const rank = ({ matchType, prefix = "" }: RuleFields): number =>
  matchType === "EXACT_MATCH" ? Number.POSITIVE_INFINITY : prefix.length;

/** Spreads webhooks over the settings so that each hundred of them has the exact percentages, well mixed. */
function pick({ settings }: RuleFields, drawn: number): string | undefined {
  let place = (drawn * 61) % 100;
  for (const { settingId, percentage } of settings) {
    if (place < percentage) return settingId;
    place -= percentage;
  }
  return undefined;
}
