import { Button, Group, Progress, Text } from "@mantine/core";
import { useRef, useState } from "react";
import type { Call } from "../api/call";
import { curlOf } from "../api/curl";
import { manyTexts } from "../strings/many";
import { common } from "../strings/words";
import { copyText } from "./clipboard";
import { Dialog } from "./dialog";
import { ErrorAlert } from "./error-alert";
import { StatusBadge } from "./status-badge";

/** One request of many, with the name of its row. */
export interface ManyItem {
  readonly id: string;
  readonly name: string;
  readonly call: Call<unknown>;
}

interface Result {
  readonly id: string;
  readonly name: string;
  readonly status: "queued" | "running" | "succeeded" | "failed";
  readonly error: unknown;
}

/** A browser sends this many requests at once to one place without waiting. */
const AT_ONCE = 4;

/** Sends the same request for many rows, and keeps what came of each. */
export function useRunMany() {
  const [title, setTitle] = useState("");
  const [results, setResults] = useState<readonly Result[]>([]);
  const [asCurl, setAsCurl] = useState("");
  const stopped = useRef(false);
  const set = (id: string, change: Partial<Result>) =>
    setResults((before) => before.map((result) => (result.id === id ? { ...result, ...change } : result)));
  const run = async (name: string, items: readonly ManyItem[]): Promise<void> => {
    stopped.current = false;
    setTitle(name);
    setAsCurl(items.map((item) => curlOf(item.call, location.origin)).join("\n"));
    setResults(items.map((item) => ({ id: item.id, name: item.name, status: "queued", error: null })));
    const left = [...items];
    const work = async () => {
      for (let item = left.shift(); item && !stopped.current; item = left.shift()) {
        const { id, call } = item;
        set(id, { status: "running" });
        try {
          await call.send();
          set(id, { status: "succeeded" });
        } catch (error) {
          set(id, { status: "failed", error });
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  };
  const close = () => {
    stopped.current = true;
    setResults([]);
  };
  return { title, results, asCurl, run, close };
}

/** The results of `useRunMany`, row by row, while it runs and after. */
export function ManyResults({ many }: { readonly many: ReturnType<typeof useRunMany> }) {
  const { title, results, asCurl, close } = many;
  const done = results.filter(({ status }) => status === "succeeded" || status === "failed").length;
  const failed = results.filter(({ status }) => status === "failed").length;
  return (
    <Dialog
      opened={results.length > 0}
      onClose={close}
      title={title}
      size="lg"
      closeButtonProps={{ "aria-label": manyTexts.close }}
    >
      <Progress value={(done / Math.max(1, results.length)) * 100} aria-label={manyTexts.progress} mb="xs" />
      <Text size="sm" role="status" mb="sm">
        {manyTexts.count(done, results.length, failed)}
      </Text>
      <ul className="many-results">
        {results.map(({ id, name, status, error }) => (
          <li key={id}>
            <Group justify="space-between" wrap="nowrap">
              <span className="cell">{name}</span>
              <StatusBadge status={status} />
            </Group>
            <ErrorAlert error={error} />
          </li>
        ))}
      </ul>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => void copyText(asCurl, common.curlCopied)}>
          {common.copyAsCurl}
        </Button>
        <Button variant="default" onClick={close}>
          {done < results.length ? manyTexts.stop : manyTexts.close}
        </Button>
      </Group>
    </Dialog>
  );
}
