import { PageHeader } from "../../components/page-header";
import { overviewTexts } from "../../strings/overview";

/** How the tenant's numbers are doing, at a glance. */
export function OverviewPage() {
  return <PageHeader title={overviewTexts.title} />;
}
