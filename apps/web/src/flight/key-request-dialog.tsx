/** The exact keychain request of a sealed record, and the place for the reply. Nothing is sent from here. */
import { formatBytes } from "@creance/core";
import { useQuery } from "@tanstack/react-query";
import { keyRequestQuery } from "../api/queries.ts";
import { copyText } from "../shell/copy-text.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Problem } from "../shell/problem.tsx";
import { saveText } from "../shell/save-text.ts";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import { KeyReply } from "./key-reply.tsx";
import styles from "./key-request-dialog.module.css";

/** Shows every byte before anything can leave; leaving is up to the person. */
export function KeyRequestDialog(props: {
  readonly flightId: string;
  readonly sha256: string;
  readonly shown: boolean;
  readonly onClose: () => void;
}) {
  const request = useQuery({ ...keyRequestQuery(props.sha256), enabled: props.shown });
  return (
    <Dialog title="The request for the keys of this record" shown={props.shown} onClose={props.onClose}>
      {request.isError && <Problem error={request.error} />}
      {request.data !== undefined && (
        <>
          <p>{request.data.sentence}</p>
          <p className="soft">
            {formatBytes(request.data.sizeBytes)}, every byte of it below. Creance has not sent it and does not send it by itself.
          </p>
          <ScrollRegion label="The request, byte for byte" className={styles["body"]}>
            <pre>{request.data.body}</pre>
          </ScrollRegion>
          <div className={styles["actions"]}>
            <button type="button" onClick={() => saveText(request.data.body, request.data.fileName, "application/json")}>
              Save as {request.data.fileName}
            </button>
            <button type="button" onClick={() => void copyText(request.data.body).catch(() => undefined)}>
              Copy
            </button>
          </div>
        </>
      )}
      <KeyReply flightId={props.flightId} sha256={props.sha256} />
    </Dialog>
  );
}
