import { type Answer, call } from "../../api/call";
import { useCall } from "../../api/use-call";

type BulkJob = Answer<"GET", "/v1/bulk-jobs/{bulk_job_id}">;

export type BulkItem = BulkJob["items"][number];

/** Events say that a job began and ended; its items between these are read this often. */
const POLL_MS = 1_000;

/** A bulk job with its items, read again until it is completed. */
export const useBulkJob = (id: string) =>
  useCall(call("GET", "/v1/bulk-jobs/{bulk_job_id}", { path: { bulk_job_id: id } }), {
    refetchInterval: (job) => (job?.status === "completed" ? false : POLL_MS),
  });
