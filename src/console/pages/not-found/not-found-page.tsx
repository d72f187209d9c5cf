import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { EmptyState } from "../../components/empty-state";
import { notFoundTexts } from "../../strings/not-found";

/** An address without a page. */
export function NotFoundPage() {
  return (
    <EmptyState title={notFoundTexts.title} text={notFoundTexts.text}>
      <Button component={Link} to="/">
        {notFoundTexts.home}
      </Button>
    </EmptyState>
  );
}
