/** Changes the view of an audit in the address, and stays where the page was scrolled to. */
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { type AuditView, type AuditViewChange, changedAuditView } from "./audit-search.ts";

/** `step`: the browser's back button undoes it. `replace`: it does not. */
export type ChangeAuditView = (change: AuditViewChange, kind?: "step" | "replace") => void;

/** The function that changes the view of the audit that is shown. */
export function useChangeAuditView(): ChangeAuditView {
  const navigate = useNavigate();
  return useCallback(
    (change, kind = "step") => {
      navigate({
        to: ".",
        search: ((view: AuditView) => changedAuditView(view, change)) as never,
        replace: kind === "replace",
        resetScroll: false,
      }).catch(() => undefined);
    },
    [navigate],
  );
}
