import { EmptyState } from "../../components/empty-state";
import { LinkButton } from "../../components/links";
import { overviewTexts } from "../../strings/overview";

/** The page that leads from search to a ringing number. */
const firstNumber: string = "/start";

/** Leads a tenant without numbers to its first one. */
export function StartHint() {
  return (
    <EmptyState title={overviewTexts.start} text={overviewTexts.startText}>
      <LinkButton to={firstNumber}>{overviewTexts.startAction}</LinkButton>
    </EmptyState>
  );
}
