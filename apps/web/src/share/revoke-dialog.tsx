/** Before a share is taken back: what that does, and what it cannot do. */
import type { ShareRow } from "@creance/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../api/client.ts";
import { Dialog } from "../shell/dialog.tsx";
import { NameField } from "../shell/name-field.tsx";
import { Problem } from "../shell/problem.tsx";
import { rememberedName, rememberName } from "../shell/remembered-name.ts";
import { count } from "../words/count.ts";
import styles from "./share.module.css";

/** The dialog; closed it shows nothing. */
export function RevokeDialog({ share, onClose }: { readonly share: ShareRow | null; readonly onClose: () => void }) {
  return (
    <Dialog title="Take this share back" shown={share !== null} onClose={onClose}>
      {share !== null && <RevokeForm key={share.shareId} share={share} onClose={onClose} />}
    </Dialog>
  );
}

function RevokeForm({ share, onClose }: { readonly share: ShareRow; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [by, setBy] = useState(rememberedName);
  const [reason, setReason] = useState("");
  const revoking = useMutation({
    mutationFn: () => api.share.revoke({ shareId: share.shareId, by: by.trim(), reason: reason.trim() === "" ? null : reason.trim() }),
    onSuccess: () => {
      rememberName(by.trim());
      void queries.invalidateQueries({ queryKey: ["share"] });
      void queries.invalidateQueries({ queryKey: ["ledger"] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!revoking.isPending) revoking.mutate();
  };
  if (revoking.data !== undefined) {
    return (
      <>
        <p role="status">{revoking.data.sentence}</p>
        <button type="button" data-look="main" onClick={onClose}>
          Done
        </button>
      </>
    );
  }
  return (
    <form onSubmit={submit}>
      <p>
        {count(share.items.length, "item")} at {share.destination ?? "a place that is no longer known"}. First it is entered that the share
        is taken back; then Creance connects to the place and removes each item. What was read already cannot be unread.
      </p>
      <div className={styles["fields"]}>
        <NameField value={by} onChange={setBy} />
        <label className={styles["wide"]}>
          Why
          <input type="text" maxLength={500} autoComplete="off" value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
      </div>
      {revoking.isError && <Problem error={revoking.error} />}
      <button type="submit" data-look="main" disabled={revoking.isPending || by.trim() === ""}>
        {revoking.isPending ? "Removing" : "Take it back"}
      </button>{" "}
      <button type="button" onClick={onClose}>
        Leave it
      </button>
    </form>
  );
}
