import { Group, TagsInput, Text, TextInput } from "@mantine/core";
import { CopyableId } from "../../components/copyable";
import { InlineEdit } from "../../components/inline-edit";
import { PageHeader } from "../../components/page-header";
import { usePhoneFormat } from "../../components/phone-number";
import { StatusBadge } from "../../components/status-badge";
import { numberTexts } from "../../strings/number";
import { LifecycleActions } from "./lifecycle-actions";
import { changeOf, type NumberPart } from "./use-number";

const SCOPE = "numbers:write";

/** Which number this is: its state, its name and tags, which are edited in place, and what can be done with it. */
export function NumberHeader(part: NumberPart) {
  const { number } = part;
  const write = usePhoneFormat();
  return (
    <PageHeader
      title={write(number.phone_number, "international")}
      aside={<StatusBadge status={number.status} />}
      description={
        <Group gap="md" mt={4}>
          <CopyableId id={number.id} />
          <CopyableId id={number.phone_number} />
          <InlineEdit
            shown={<Text size="sm">{number.friendly_name || numberTexts.noName}</Text>}
            value={number.friendly_name}
            editLabel={numberTexts.rename}
            scope={SCOPE}
            field={(value, onChange, error) => (
              <TextInput
                label={numberTexts.name}
                error={error}
                value={value}
                onChange={({ currentTarget }) => onChange(currentTarget.value)}
                maxLength={64}
              />
            )}
            action={(value, onSaved) => changeOf(part, numberTexts.saveName, { friendly_name: value }, onSaved)}
          />
          <InlineEdit
            shown={
              number.tags.length === 0 ? (
                <Text size="sm">{numberTexts.noTags}</Text>
              ) : (
                <span>
                  {number.tags.map((tag) => (
                    <span className="tag" key={tag}>
                      {tag}
                    </span>
                  ))}
                </span>
              )
            }
            value={number.tags}
            editLabel={numberTexts.editTags}
            scope={SCOPE}
            isEnterSaving={false}
            field={(value, onChange, error) => (
              <TagsInput
                label={numberTexts.tags}
                error={error}
                description={numberTexts.tagsHint}
                value={[...value]}
                onChange={onChange}
                maxTags={20}
                acceptValueOnBlur
                miw={220}
              />
            )}
            action={(value, onSaved) => changeOf(part, numberTexts.saveTags, { tags: [...value] }, onSaved)}
          />
        </Group>
      }
    >
      <LifecycleActions {...part} />
    </PageHeader>
  );
}
