import { Alert, Loader, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type BodyFor, call } from "../../api/call";
import { ErrorAlert } from "../../components/error-alert";
import { bulkTexts } from "../../strings/numbers";
import { FailedNumbers } from "./failed-numbers";

/** The results that a job would have if it ran now: the counts, and why some would fail. */
export function BulkPreview({ body }: { readonly body: NonNullable<BodyFor<"POST", "/v1/bulk-jobs/preview">> }) {
  const { data, error } = useQuery({
    queryKey: ["/v1/bulk-jobs/preview", body],
    queryFn: ({ signal }) => call("POST", "/v1/bulk-jobs/preview", { body }).send(signal),
    gcTime: 0,
  });
  if (error) return <ErrorAlert error={error} />;
  if (!data) return <Loader size="sm" aria-label={bulkTexts.checking} />;
  const failures = data.items.filter((item) => !item.would_succeed);
  return (
    <Alert variant="light" color={failures.length > 0 ? "yellow" : "green"} role="status">
      <Text size="sm" c="var(--mantine-color-text)">
        {bulkTexts.wouldSucceed(data.counts.would_succeed)}
        {failures.length > 0 && `, ${bulkTexts.wouldFail(failures.length)}:`}
      </Text>
      <FailedNumbers failures={failures} mt={4} />
    </Alert>
  );
}
