/** Before a share is taken back: what that does, and what it cannot do. */
import type { ShareRow } from "@creance/api";
import { api } from "../api/client.ts";
import { Dialog } from "../shell/dialog.tsx";
import { NamedStep } from "../shell/named-step.tsx";
import { count } from "../words/count.ts";

/** The dialog; closed it shows nothing. */
export function RevokeDialog({ share, onClose }: { readonly share: ShareRow | null; readonly onClose: () => void }) {
  return (
    <Dialog title="Take this share back" shown={share !== null} onClose={onClose}>
      {share !== null && (
        <NamedStep
          key={share.shareId}
          action="Take it back"
          busy="Removing"
          asksWhy
          changes={["share", "ledger"]}
          run={(by, reason) => api.share.revoke({ shareId: share.shareId, by, reason })}
          onClose={onClose}
        >
          <p>
            {count(share.items.length, "item")} at {share.destination ?? "a place that is no longer known"}. First it is entered that the
            share is taken back; then Creance connects to the place and removes each item. What was read already cannot be unread.
          </p>
        </NamedStep>
      )}
    </Dialog>
  );
}
