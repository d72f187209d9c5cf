import { useParams } from "@tanstack/react-router";
import { CopyableId } from "../../components/copyable";
import { PageHeader } from "../../components/page-header";
import { messageTexts } from "../../strings/traffic";
import { MessageDetails } from "./message-details";

/** One message, at an address of its own. */
export function MessagePage() {
  const { id } = useParams({ from: "/signed-in/messages/$id" });
  return (
    <>
      <PageHeader title={messageTexts.one} description={<CopyableId id={id} />} />
      <MessageDetails id={id} />
    </>
  );
}
