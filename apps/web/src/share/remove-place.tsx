/** Before a place is taken off the list: what that does and what it leaves. */
import type { SharePlaceRow } from "@creance/api";
import { api } from "../api/client.ts";
import { NamedStep } from "./named-step.tsx";

/** The form of the dialog. */
export function RemovePlace({ place, onDone }: { readonly place: SharePlaceRow; readonly onDone: () => void }) {
  return (
    <NamedStep action="Take it off the list" run={(by) => api.share.removePlace({ place: place.id, by })} onDone={onDone}>
      <p>
        Nothing is sent to {place.title} any more. What lies there stays there: take its shares back first if it should go. Grants that name
        this place do not fit another of the same name.
      </p>
    </NamedStep>
  );
}
