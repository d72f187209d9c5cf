import { ActionIcon, Button, Group, Popover, TextInput } from "@mantine/core";
import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { type FormEvent, memo, useState } from "react";
import { useSession } from "../app/use-session";
import { savedViewTexts } from "../strings/saved-views";
import { Cross } from "./icons";

export type Search = Readonly<Record<string, string | undefined>>;

export interface View {
  readonly name: string;
  readonly search: Search;
}

interface SavedViewsProps {
  /** The list whose views these are, such as `numbers`. */
  readonly list: string;
  readonly defaults: readonly View[];
  readonly current: Search;
  readonly onOpen: (search: Search) => void;
}

const queryOf = (search: Search): string =>
  JSON.stringify(
    Object.entries(search)
      .filter(([, value]) => value !== undefined && value !== "")
      .sort(([one], [other]) => one.localeCompare(other)),
  );

/** Named filters of a list: some that everybody needs, and the person's own, which this browser keeps. */
export function SavedViews({ list, defaults, current, onOpen }: SavedViewsProps) {
  const session = useSession();
  const [own, setOwn] = useLocalStorage<readonly View[]>({
    key: `phone-manager.views.${list}.${session.tenant?.id ?? "platform"}`,
    defaultValue: [],
  });
  const now = queryOf(current);
  const isOpen = ({ search }: View) => queryOf(search) === now;
  const isNew = ![...defaults, ...own].some(isOpen);
  return (
    <Group gap={6} mb="xs" role="group" aria-label={savedViewTexts.label}>
      {[...defaults, ...own].map((view) => (
        <Group key={`${view.name} ${queryOf(view.search)}`} gap={0} wrap="nowrap">
          <ViewButton view={view} isOpen={isOpen(view)} onOpen={onOpen} />
          {own.includes(view) && isOpen(view) && (
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label={savedViewTexts.remove(view.name)}
              onClick={() => setOwn(own.filter((each) => each !== view))}
            >
              <Cross />
            </ActionIcon>
          )}
        </Group>
      ))}
      {isNew && <SaveView onSave={(name) => setOwn([...own, { name, search: current }])} />}
    </Group>
  );
}

interface ViewButtonProps extends Pick<SavedViewsProps, "onOpen"> {
  readonly view: View;
  readonly isOpen: boolean;
}

const ViewButton = memo(({ view, isOpen, onOpen }: ViewButtonProps) => (
  <Button
    size="compact-sm"
    variant={isOpen ? "light" : "subtle"}
    color={isOpen ? undefined : "gray"}
    aria-pressed={isOpen}
    onClick={() => onOpen(view.search)}
  >
    {view.name}
  </Button>
));

function SaveView({ onSave }: { readonly onSave: (name: string) => void }) {
  const [isOpen, popover] = useDisclosure();
  const [name, setName] = useState("");
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    onSave(name.trim());
    popover.close();
  };
  return (
    <Popover opened={isOpen} onChange={popover.toggle} trapFocus position="bottom-start">
      <Popover.Target>
        <Button size="compact-sm" variant="default" onClick={popover.toggle}>
          {savedViewTexts.save}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={save}>
          <Group align="flex-end" gap="xs">
            <TextInput
              label={savedViewTexts.name}
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
              maxLength={40}
              data-autofocus
            />
            <Button type="submit">{savedViewTexts.saveNow}</Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
