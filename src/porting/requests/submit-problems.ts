// Pure: no I/O, no clock, no randomness.
import { Problem } from "#kernel/http/problem";
import { type PreflightFacts, requirementFactsOf } from "../preflight/facts";
import { runPreflight } from "../preflight/preflight";
import { areRequirementsMet, portingRequirements } from "../rules/requirements";
import { guards } from "../rules/transitions";

/** The problem that keeps a request from being handed in, with all that is to be repaired; null: none. */
export function readinessProblem(facts: PreflightFacts): Problem | null {
  const known = requirementFactsOf(facts);
  if (!areRequirementsMet(known)) {
    // A document that is being scanned is missing, too. A field that a carrier refused does not stand in the way.
    const requirements = portingRequirements(known).filter(
      ({ kind, status }) => status === "missing" || (kind === "document" && status !== "provided"),
    );
    const named = requirements.map(({ title, pointer }) => `${title} (${pointer})`).join(", ");
    return new Problem("requirements_not_met", `${guards.requirements_met} Now: ${named}.`, { more: { requirements } });
  }
  const findings = runPreflight(facts).findings.filter(({ severity }) => severity === "error");
  if (findings.length === 0) return null;
  const named = findings.map(({ detail, pointer }) => `${detail} (${pointer})`).join(" ");
  return new Problem("preflight_failed", `${guards.preflight_passed} ${named}`, { more: { findings } });
}
