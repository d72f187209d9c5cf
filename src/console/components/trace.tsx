import { Text } from "@mantine/core";
import { traceTexts } from "../strings/trace";
import { useAgentName } from "./agents";
import { Check } from "./icons";

interface Step {
  readonly rule: string;
  readonly result: string;
  readonly detail: string;
}

const nameOf = (names: Readonly<Record<string, string>>, word: string): string =>
  names[word] ?? word.replaceAll("_", " ");

/** The name of a call's outcome. */
export const outcomeName = (outcome: string): string => nameOf(traceTexts.outcomes, outcome);

/** The rules that were asked about a call, in order; the last one decided. */
export function Trace({ steps }: { readonly steps: readonly Step[] }) {
  const agentName = useAgentName();
  if (steps.length === 0) return <Text size="sm">{traceTexts.none}</Text>;
  return (
    <ol className="trace" aria-label={traceTexts.label}>
      {steps.map(({ rule, result, detail }) => (
        <li key={`${rule} ${detail}`} className={`trace-step ${result}`}>
          <span className="trace-mark" aria-hidden="true">
            {result === "decided" && <Check />}
          </span>
          <div>
            <strong>{nameOf(traceTexts.rules, rule)}</strong>{" "}
            <span className="trace-result">{nameOf(traceTexts.results, result)}</span>
            <div>{detail.replaceAll(/\bagt_\w+/g, agentName)}</div>
          </div>
        </li>
      ))}
    </ol>
  );
}
