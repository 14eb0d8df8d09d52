/** Before a recipient is revoked, for good: what that does, and what it cannot do. */
import type { ShareRecipientRow } from "@creance/api";
import { api } from "../api/client.ts";
import { NamedStep } from "../shell/named-step.tsx";

/** The form of the dialog. */
export function RevokeRecipient({ recipient, onDone }: { readonly recipient: ShareRecipientRow; readonly onDone: () => void }) {
  return (
    <NamedStep
      action="Revoke for good"
      changes={["share", "ledger"]}
      run={async (by) => {
        await api.share.revokeRecipient({ name: recipient.id, by });
        return undefined;
      }}
      onClose={onDone}
    >
      <p>
        <b>This cannot be undone:</b> nothing is encrypted to this key of {recipient.name} ever again; another key needs another name. What
        was shared before stays where it lies and stays readable: take those shares back, too.
      </p>
    </NamedStep>
  );
}
