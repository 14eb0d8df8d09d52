/** Changes the view of conversations in the address, and stays where the page was scrolled to. */
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { changedView, type FlowView } from "./flow-view.ts";

/** Fields to set; `undefined` takes a field away. */
export type FlowViewChange = { readonly [Name in keyof FlowView]?: FlowView[Name] | undefined };

/** `step`: the browser's back button undoes it. `replace`: it does not. */
export type ChangeKind = "step" | "replace";

/** Changes the view. */
export type ChangeFlowView = (change: FlowViewChange, kind?: ChangeKind) => void;

/** The function that changes the view of the page that is shown. */
export function useChangeFlowView(): ChangeFlowView {
  const navigate = useNavigate();
  return useCallback(
    (change, kind = "step") => {
      navigate({
        to: ".",
        search: ((view: FlowView) => changedView(view, change)) as never,
        replace: kind === "replace",
        resetScroll: false,
      }).catch(() => undefined);
    },
    [navigate],
  );
}
