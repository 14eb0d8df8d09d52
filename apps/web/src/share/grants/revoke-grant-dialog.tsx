/** Before a grant is taken back: what that does, and what it cannot do. */
import type { GrantDetail } from "@creance/api";
import { api } from "../../api/client.ts";
import { useWords } from "../../settings/use-words.ts";
import { Dialog } from "../../shell/dialog.tsx";
import { NamedStep } from "../../shell/named-step.tsx";
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
  const lying = shares.filter((each) => each.lying > 0);
  return (
    <NamedStep
      action="Take it back"
      asksWhy
      changes={["share", "ledger", "grants"]}
      run={async (by, reason) => {
        await api.grants.revoke({ grantId: row.grantId, by, reason });
        return undefined;
      }}
      onClose={onClose}
    >
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
    </NamedStep>
  );
}
