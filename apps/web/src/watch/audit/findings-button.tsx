/** A way from somewhere else on the page to some of the findings. */
import type { ReactNode } from "react";
import { type AuditView, findingFilters } from "./audit-search.ts";
import type { ChangeAuditView } from "./use-change-audit-view.ts";

/** Shows those findings alone and goes to their table. */
export function FindingsButton(props: {
  readonly change: ChangeAuditView;
  readonly to: Pick<AuditView, "claim" | "server" | "kind">;
  readonly children: ReactNode;
}) {
  const show = (): void => {
    props.change({ ...Object.fromEntries(findingFilters.map((name) => [name, undefined])), ...props.to });
    document.getElementById("findings")?.scrollIntoView();
  };
  return (
    <button type="button" data-look="text" onClick={show}>
      {props.children}
    </button>
  );
}
