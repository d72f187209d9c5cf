import { Text } from "@mantine/core";
import { useAgentName } from "../../components/agents";
import { differenceTexts } from "../../strings/differences";
import type { Difference } from "./plan-diff";

/** The differences line by line: `−` was there before, `+` is there now. */
export function DifferenceList({ differences }: { readonly differences: readonly Difference[] }) {
  const agentName = useAgentName();
  const named = (text: string) => text.replaceAll(/\bagt_\w+/g, agentName);
  if (differences.length === 0) return <Text size="sm">{differenceTexts.same}</Text>;
  return (
    <ul className="differences" aria-label={differenceTexts.label}>
      {differences.flatMap(({ path, before, after }) => [
        before === undefined ? null : (
          <li key={`- ${path} ${before}`} className="gone">
            <span className="visually-hidden">{differenceTexts.before}</span>
            <span aria-hidden="true">−</span> {path.replaceAll("_", " ")}: {named(before)}
          </li>
        ),
        after === undefined ? null : (
          <li key={`+ ${path} ${after}`} className="come">
            <span className="visually-hidden">{differenceTexts.after}</span>
            <span aria-hidden="true">+</span> {path.replaceAll("_", " ")}: {named(after)}
          </li>
        ),
      ])}
    </ul>
  );
}
