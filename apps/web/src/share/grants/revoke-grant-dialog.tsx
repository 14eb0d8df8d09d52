/** Before a grant is taken back: what that does, and what it cannot do. */
import type { GrantDetail } from "@creance/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { useWords } from "../../settings/use-words.ts";
import { Dialog } from "../../shell/dialog.tsx";
import { NameField } from "../../shell/name-field.tsx";
import { Problem } from "../../shell/problem.tsx";
import { rememberedName, rememberName } from "../../shell/remembered-name.ts";
import share from "../share.module.css";
import { ShareLink } from "../share-link.tsx";
import styles from "./grants.module.css";

/** The dialog; closed it shows nothing. */
export function RevokeGrantDialog({ grant, onClose }: { readonly grant: GrantDetail | null; readonly onClose: () => void }) {
  return (
    <Dialog title="Take this grant back" shown={grant !== null} onClose={onClose}>
      {grant !== null && <RevokeForm grant={grant} onClose={onClose} />}
    </Dialog>
  );
}

function RevokeForm({ grant, onClose }: { readonly grant: GrantDetail; readonly onClose: () => void }) {
  const { row, shares } = grant;
  const words = useWords();
  const queries = useQueryClient();
  const [by, setBy] = useState(rememberedName);
  const [reason, setReason] = useState("");
  const lying = shares.filter((each) => each.lying > 0);
  const revoking = useMutation({
    mutationFn: () => api.grants.revoke({ grantId: row.grantId, by: by.trim(), reason: reason.trim() === "" ? null : reason.trim() }),
    onSuccess: async () => {
      rememberName(by.trim());
      void queries.invalidateQueries({ queryKey: ["share"] });
      void queries.invalidateQueries({ queryKey: ["ledger"] });
      await queries.invalidateQueries({ queryKey: ["grants"] });
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!revoking.isPending) revoking.mutate();
  };
  return (
    <form onSubmit={submit}>
      <p>
        From now on nothing more goes to {row.recipient} under it; a share that is being sent stops. This cannot be undone: who wants it
        again grants again.
      </p>
      <p>
        {lying.length === 0
          ? "Nothing that was shared under it lies anywhere, as far as its places say."
          : "What lies there stays there until its share is taken back, too; what was read cannot be unread:"}
      </p>
      {lying.length > 0 && (
        <ul className={styles["list"]}>
          {lying.map(({ shareId, begunUs, sentence }) => (
            <li key={shareId}>
              <ShareLink shareId={shareId}>Share of {words.instant(begunUs, null)}</ShareLink>: {sentence}
            </li>
          ))}
        </ul>
      )}
      <div className={share["fields"]}>
        <NameField value={by} onChange={setBy} />
        <label className={share["wide"]}>
          Why
          <input type="text" maxLength={500} autoComplete="off" value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
      </div>
      {revoking.isError && <Problem error={revoking.error} />}
      <button type="submit" data-look="main" disabled={revoking.isPending || by.trim() === ""}>
        {revoking.isPending ? "Entering" : "Take it back"}
      </button>{" "}
      <button type="button" onClick={onClose}>
        Leave it
      </button>
    </form>
  );
}
