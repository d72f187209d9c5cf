import { useEffect, useState } from "react";
import { type Answer, call } from "../../api/call";
import { type PageAt, useCall, usePages } from "../../api/use-call";
import { useReadAgain } from "../../live/use-followed-pages";

export type ImportJob = Answer<"GET", "/v1/import-jobs/{import_job_id}">;
export type ImportItem = Answer<"GET", "/v1/import-jobs/{import_job_id}/items">["data"][number];
export type ItemStatus = ImportItem["status"];

export const ITEMS_PER_PAGE = 100;
const PROGRESS_MS = 800;

export const readJob = (id: string) => call("GET", "/v1/import-jobs/{import_job_id}", { path: { import_job_id: id } });

/** A job, read again while it runs. An ended job never changes. */
export function useImportJob(id: string) {
  const [hasEnded, setEnded] = useState(false);
  const job = useCall(readJob(id), { refetchInterval: hasEnded ? false : PROGRESS_MS });
  const isRunning = job.data?.status !== "completed";
  useEffect(() => setEnded(!isRunning), [isRunning]);
  return { ...job, isRunning };
}

/** The results of a job's numbers, page by page, read again while the job runs. */
export function useImportItems(id: string, isRunning: boolean, status: ItemStatus | undefined) {
  const pageAt: PageAt<ImportItem> = (cursor) =>
    call("GET", "/v1/import-jobs/{import_job_id}/items", {
      path: { import_job_id: id },
      query: { limit: ITEMS_PER_PAGE, ...(status && { status }), ...(cursor && { cursor }) },
    });
  const pages = usePages(pageAt);
  const readAgain = useReadAgain(pageAt);
  const { refetch } = pages;
  useEffect(() => {
    // The results at the end are read once more when the job ends.
    if (!isRunning) return readAgain();
    const timer = setInterval(() => void refetch({ cancelRefetch: false }), PROGRESS_MS);
    return () => clearInterval(timer);
  }, [isRunning, refetch, readAgain]);
  return { ...pages, items: pages.data?.pages.flatMap(({ data }) => data) ?? [] };
}
