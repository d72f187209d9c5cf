import { Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { Dialog } from "../../components/dialog";
import { boardTexts } from "../../strings/port-board";
import { nameOfRequest } from "../porting/porting-columns";
import type { BoardEntry } from "./board-filters";

interface CommentDialogProps {
  readonly entry: BoardEntry;
  readonly onClose: () => void;
}

/** Writes a comment that only operators see. */
export function CommentDialog({ entry, onClose }: CommentDialogProps) {
  const [text, setText] = useState("");
  return (
    <Dialog opened onClose={onClose} title={boardTexts.commentTitle(nameOfRequest(entry))}>
      <Stack gap="sm">
        <Textarea
          label={boardTexts.comment}
          description={boardTexts.commentHint}
          autosize
          minRows={3}
          maxLength={2_000}
          data-autofocus
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <div>
          <ActionButton
            label={boardTexts.comment}
            variant="filled"
            makeCall={() =>
              text.trim() === ""
                ? null
                : call("POST", "/v1/porting-requests/{porting_request_id}/comments", {
                    path: { porting_request_id: entry.id },
                    body: { text: text.trim(), visibility: "internal" },
                  })
            }
            doneMessage={boardTexts.commented}
            onDone={onClose}
          />
        </div>
      </Stack>
    </Dialog>
  );
}
