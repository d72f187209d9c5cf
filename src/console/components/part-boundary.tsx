import { Box, Button } from "@mantine/core";
import { CatchBoundary, type ErrorComponentProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { common } from "../strings/words";
import { ErrorAlert } from "./error-alert";

interface PartBoundaryProps {
  readonly children: ReactNode;
  /** Takes back what asked for the part. */
  readonly onFail?: () => void;
}

/** A part beside the page, such as the palette. If it cannot be loaded, it says so and the page stays as it is. */
export const PartBoundary = ({ children, onFail }: PartBoundaryProps) => (
  <CatchBoundary getResetKey={() => "part"} errorComponent={PartError} {...(onFail && { onCatch: onFail })}>
    {children}
  </CatchBoundary>
);

const PartError = ({ error, reset }: ErrorComponentProps) => (
  <Box className="part-error">
    <ErrorAlert error={error} />
    <Button size="compact-xs" variant="subtle" color="gray" fullWidth onClick={reset}>
      {common.close}
    </Button>
  </Box>
);
