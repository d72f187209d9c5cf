import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "../../api/api-error";
import { call } from "../../api/call";
import { keyOf, useVersioned, type Versioned } from "../../api/use-call";
import type { PortingRequest } from "../porting/request-status";
import { type DraftChange, type DraftForm, formOf, type Group, groupValueOf } from "./draft-form";
import { readStored, store } from "./stored-form";

/** A change is saved this long after the last keystroke. */
const DEBOUNCE_MS = 500;
/** After a failure that may pass, the platform is asked again. */
const RETRY_MS = 4_000;
/** How often a change is repeated because the request changed meanwhile. */
const MAX_REBASES = 3;

type SaveState = "saved" | "waiting" | "saving" | "failed";

/** A group that another person changed while it was edited here. */
interface Conflict {
  readonly group: Group;
  readonly theirs: DraftForm;
}

const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const groupsOf = (form: Partial<DraftForm>): Group[] => Object.keys(form) as Group[];
const textOf = (form: DraftForm, group: Group): string => JSON.stringify(groupValueOf(form, group));

const versionedFrom = <Data>({ data, response }: { data: Data; response: Response }): Versioned<Data> => ({
  data,
  etag: response.headers.get("etag") ?? undefined,
});

const readRequest = (id: string) =>
  call("GET", "/v1/porting-requests/{porting_request_id}", { path: { porting_request_id: id } });

/**
 * A request being edited. Each change is saved by itself, based on the version that was read; groups that are not
 * complete wait in the form. A change by another person shows at once, unless it hits what is being edited here.
 */
export function useDraft(id: string) {
  const queryClient = useQueryClient();
  const made = useMemo(() => readRequest(id), [id]);
  const query = useVersioned(made);
  const latest = useRef<Versioned<PortingRequest> | undefined>(undefined);
  latest.current = query.data ?? latest.current;
  const [edited, setEdited] = useState<Partial<DraftForm>>(() => readStored(id));
  const [saveState, setSaveState] = useState<SaveState>("saved");
  const [failure, setFailure] = useState<unknown>(null);
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({});
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const editedNow = useRef(edited);
  const pending = useRef(new Set<Group>(groupsOf(edited)));
  const bases = useRef(new Map<Group, string>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const running = useRef<Promise<boolean> | null>(null);

  const put = useCallback(
    (versioned: Versioned<PortingRequest>) => {
      latest.current = versioned;
      queryClient.setQueryData([...keyOf(made), "version"], versioned);
    },
    [queryClient, made],
  );
  const keep = useCallback(
    (next: Partial<DraftForm>) => {
      editedNow.current = next;
      setEdited(next);
      const unsaved = groupsOf(next).filter((group) => pending.current.has(group));
      store(id, Object.fromEntries(unsaved.map((group) => [group, next[group]])));
    },
    [id],
  );
  const formNow = useCallback(
    (request: PortingRequest): DraftForm => ({ ...formOf(request, timeZone), ...editedNow.current }),
    [],
  );

  /** Sends what is complete; `true`: nothing is left to save. */
  const save = useCallback(async (): Promise<boolean> => {
    let rebases = 0;
    for (;;) {
      const based = latest.current;
      if (!based) return false;
      const form = formNow(based.data);
      const sent = new Map<Group, unknown>();
      for (const group of pending.current) {
        const value = groupValueOf(form, group);
        if ("value" in value) sent.set(group, value.value);
      }
      if (sent.size === 0) {
        setSaveState(pending.current.size === 0 ? "saved" : "waiting");
        return pending.current.size === 0;
      }
      setSaveState("saving");
      for (const group of sent.keys()) pending.current.delete(group);
      // Safe: the values are those of `groupValueOf`, which follows the schema of a change.
      const body = Object.fromEntries(sent) as DraftChange;
      try {
        const answer = await call("PATCH", "/v1/porting-requests/{porting_request_id}", {
          path: { porting_request_id: id },
          body,
          ifMatch: based.etag,
        }).sendForResponse();
        put(versionedFrom(answer));
        const saved = formOf(answer.data, timeZone);
        for (const group of sent.keys())
          if (!pending.current.has(group)) bases.current.set(group, textOf(saved, group));
        keep(editedNow.current);
        setFailure(null);
        rebases = 0;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.code === "validation_failed" && error.errors.length > 0) {
          const wrong = new Set(error.errors.map(({ pointer }) => pointer.split("/")[1] ?? ""));
          setRefused((before) => ({
            ...before,
            ...Object.fromEntries(error.errors.map(({ pointer, detail }) => [pointer, detail])),
          }));
          for (const group of sent.keys()) if (!wrong.has(group)) pending.current.add(group);
          if ([...sent.keys()].every((group) => !wrong.has(group))) {
            setFailure(error);
            setSaveState("failed");
            return false;
          }
          continue;
        }
        for (const group of sent.keys()) pending.current.add(group);
        const isRace = error.code === "stale_version" || error.code === "changed_meanwhile";
        if (isRace && rebases < MAX_REBASES) {
          rebases += 1;
          const answer = await made.sendForResponse().catch(() => null);
          if (answer) {
            put(versionedFrom(answer));
            const theirs = formOf(answer.data, timeZone);
            const hit = [...sent.keys()].find(
              (group) => bases.current.has(group) && bases.current.get(group) !== textOf(theirs, group),
            );
            if (!hit) continue;
            setConflict({ group: hit, theirs });
          }
        }
        setFailure(error);
        setSaveState("failed");
        if (error.status === 0 || error.status >= 500) timer.current = setTimeout(() => void flush.current(), RETRY_MS);
        return false;
      }
    }
  }, [id, made, put, keep, formNow]);

  /** Saves now. One request at a time: a second call waits for the first, and sends what came meanwhile. */
  const flush = useRef<() => Promise<boolean>>(async () => true);
  flush.current = async () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    while (running.current) await running.current;
    const run = save().finally(() => {
      running.current = null;
    });
    running.current = run;
    return await run;
  };

  const set = useCallback(
    <Name extends Group>(group: Name, value: DraftForm[Name]) => {
      if (latest.current && !bases.current.has(group)) {
        bases.current.set(group, textOf(formOf(latest.current.data, timeZone), group));
      }
      pending.current.add(group);
      setRefused((before) =>
        Object.fromEntries(Object.entries(before).filter(([pointer]) => pointer.split("/")[1] !== group)),
      );
      setSaveState("waiting");
      keep({ ...editedNow.current, [group]: value });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush.current(), DEBOUNCE_MS);
    },
    [keep],
  );

  /** Forgets what was typed into a group, so that the platform's value shows. */
  const forget = useCallback(
    (group: Group) => {
      pending.current.delete(group);
      bases.current.delete(group);
      const { [group]: _, ...rest } = editedNow.current;
      keep(rest);
    },
    [keep],
  );

  // A change by another person, or by the platform, replaces what was typed and saved before.
  const data = query.data?.data;
  useEffect(() => {
    if (!data || running.current) return;
    const theirs = formOf(data, timeZone);
    for (const group of groupsOf(editedNow.current)) {
      const base = bases.current.get(group);
      if (!pending.current.has(group) && base !== undefined && base !== textOf(theirs, group)) forget(group);
    }
  }, [data, forget]);

  useEffect(() => {
    if (pending.current.size > 0) void flush.current();
    const onHide = () => void flush.current();
    window.addEventListener("pagehide", onHide);
    return () => {
      window.removeEventListener("pagehide", onHide);
      void flush.current();
    };
  }, []);

  const resolveConflict = (choice: "mine" | "theirs") => {
    if (!conflict) return;
    setConflict(null);
    if (choice === "theirs") forget(conflict.group);
    else bases.current.set(conflict.group, textOf(conflict.theirs, conflict.group));
    void flush.current();
  };

  return {
    id,
    query,
    request: data,
    etag: query.data?.etag,
    form: data && { ...formOf(data, timeZone), ...edited },
    edited,
    set,
    forget,
    flush: () => flush.current(),
    refetch: () => query.refetch(),
    saveState,
    failure,
    refused,
    conflict,
    resolveConflict,
  };
}

type LoadingDraft = ReturnType<typeof useDraft>;
/** A draft whose request is there. */
export type Draft = LoadingDraft & { readonly request: PortingRequest; readonly form: DraftForm };
