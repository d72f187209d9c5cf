import { Alert, Stack, Text } from "@mantine/core";
import { editTexts } from "../../strings/porting-edit";
import { useDraftHere } from "./draft-context";
import { type Group, groupValueOf } from "./draft-form";
import { findingsAt, refusedAt } from "./edit-steps";
import { FindingCard } from "./finding-card";

interface FieldNotesProps {
  /** The groups of the form that stand above. */
  readonly groups: readonly Group[];
  /** Further pointers whose findings stand here. */
  readonly pointers?: readonly string[];
}

const nameOf = (field: string): string => {
  const names: Readonly<Record<string, string>> = editTexts.fieldNames;
  return names[field] ?? field;
};

/** The findings about the fields above, and what keeps them from being saved. */
export function FieldNotes({ groups, pointers = [] }: FieldNotesProps) {
  const { request, form, edited } = useDraftHere();
  const places = [...groups.map((group) => `/${group}`), ...pointers];
  const findings = places.flatMap((pointer) => findingsAt(request, pointer));
  const refused = places.flatMap((pointer) => refusedAt(request, pointer));
  const incomplete = groups.flatMap((group) => {
    if (!(group in edited)) return [];
    const value = groupValueOf(form, group);
    return "incomplete" in value ? value.incomplete : [];
  });
  return (
    <Stack gap="xs" className="field-notes" aria-live="polite">
      {incomplete.length > 0 && (
        <Text size="xs" c="dimmed">
          {editTexts.incomplete(incomplete.map(nameOf))}
        </Text>
      )}
      {refused.map(({ id, title, detail }) => (
        <Alert key={id} color="red" variant="light" p="xs" title={editTexts.check.refused}>
          {detail ?? title}
        </Alert>
      ))}
      {findings.map((finding) =>
        finding.rule === "requirement_missing" ? (
          <Text key={finding.detail} size="xs" c="dimmed">
            {editTexts.check.needed(finding.fix ?? finding.detail)}
          </Text>
        ) : (
          <FindingCard key={`${finding.rule} ${finding.pointer} ${finding.detail}`} finding={finding} />
        ),
      )}
    </Stack>
  );
}
