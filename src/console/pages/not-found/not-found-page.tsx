import { EmptyState } from "../../components/empty-state";
import { LinkButton } from "../../components/links";
import { notFoundTexts } from "../../strings/not-found";

/** An address without a page. */
export function NotFoundPage() {
  return (
    <EmptyState isPage title={notFoundTexts.title} text={notFoundTexts.text}>
      <LinkButton to="/">{notFoundTexts.home}</LinkButton>
    </EmptyState>
  );
}
