import { useParams } from "@tanstack/react-router";
import { CopyableId } from "../../components/copyable";
import { PageHeader } from "../../components/page-header";
import { callTexts } from "../../strings/traffic";
import { CallDetails } from "./call-details";

/** One call, at an address of its own. */
export function CallPage() {
  const { id } = useParams({ from: "/signed-in/calls/$id" });
  return (
    <>
      <PageHeader title={callTexts.one} description={<CopyableId id={id} />} />
      <CallDetails id={id} />
    </>
  );
}
