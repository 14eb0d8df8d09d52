/** Before a place is taken off the list: what that does and what it leaves. */
import type { SharePlaceRow } from "@creance/api";
import { api } from "../api/client.ts";
import { NamedStep } from "../shell/named-step.tsx";

/** The form of the dialog. */
export function RemovePlace({ place, onDone }: { readonly place: SharePlaceRow; readonly onDone: () => void }) {
  return (
    <NamedStep
      action="Take it off the list"
      changes={["share", "ledger"]}
      run={async (by) => {
        await api.share.removePlace({ place: place.id, by });
        return undefined;
      }}
      onClose={onDone}
    >
      <p>
        Nothing is sent to {place.title} any more. What lies there stays there: take its shares back first if it should go. Grants that name
        this place do not fit another of the same name.
      </p>
    </NamedStep>
  );
}
