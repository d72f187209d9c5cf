import { useCallback, useRef, useState } from "react";
import { call } from "../../api/call";
import { MAX_UPLOAD_BYTES, upload } from "../../api/upload";
import { Refusal } from "../../components/refusal";
import { documentTexts } from "../../strings/porting-documents";

export type DocumentKind = keyof typeof documentTexts.kinds;

/** A file on its way to the platform. */
export interface Upload {
  readonly key: number;
  readonly name: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly error: unknown;
}

const typesByEnding: Readonly<Record<string, string>> = {
  pdf: "application/pdf",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  tif: "image/tiff",
  tiff: "image/tiff",
};

/** The endings and types that a file dialog offers. */
export const acceptedTypes = [
  ...new Set(Object.values(typesByEnding)),
  ...Object.keys(typesByEnding).map((end) => `.${end}`),
].join();

/** The longest name that the platform stores. */
const MAX_NAME = 120;

function typeOf({ name, type }: File): string | undefined {
  if (Object.values(typesByEnding).includes(type)) return type;
  return typesByEnding[name.split(".").at(-1)?.toLowerCase() ?? ""];
}

/** Sends files to a porting request, each with its progress and its own failure. */
export function useUploads(id: string, onStored: () => unknown) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const lastKey = useRef(0);
  const stops = useRef(new Map<number, AbortController>());
  const patch = useCallback(
    (key: number, change: Partial<Upload>) =>
      setUploads((before) => before.map((each) => (each.key === key ? { ...each, ...change } : each))),
    [],
  );
  const dismiss = useCallback((key: number) => {
    stops.current.get(key)?.abort();
    setUploads((before) => before.filter((each) => each.key !== key));
  }, []);

  const sendOne = async (file: File, kind: DocumentKind) => {
    lastKey.current += 1;
    const key = lastKey.current;
    const stop = new AbortController();
    stops.current.set(key, stop);
    setUploads((before) => [...before, { key, name: file.name, share: 0, error: null }]);
    const contentType = typeOf(file);
    if (!contentType) return patch(key, { error: new Refusal(documentTexts.wrongType(file.name)) });
    if (file.size > MAX_UPLOAD_BYTES) return patch(key, { error: new Refusal(documentTexts.tooLarge(file.name)) });
    const filename = file.name.slice(-MAX_NAME);
    try {
      await upload(
        call("POST", "/v1/porting-requests/{porting_request_id}/documents", {
          path: { porting_request_id: id },
          query: { kind, filename },
        }),
        { file, contentType, signal: stop.signal, onProgress: (share) => patch(key, { share }) },
      );
      dismiss(key);
      await onStored();
    } catch (error) {
      if (!(error instanceof DOMException)) patch(key, { error });
    }
  };
  return {
    uploads,
    dismiss,
    send: (files: Iterable<File>, kind: DocumentKind) =>
      void Promise.all([...files].map((file) => sendOne(file, kind))),
  };
}
