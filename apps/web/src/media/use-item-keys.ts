/** Keys that lead from one item to the next: N and P, and the arrows where they do nothing else. */
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { isTyping } from "../shell/is-typing.ts";

/** Listens while the page is shown. */
export function useItemKeys(
  neighbours: { readonly before: string | null; readonly after: string | null } | undefined,
  arrows: boolean,
): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (neighbours === undefined) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      const back = event.key === "p" || (arrows && event.key === "ArrowLeft");
      const on = event.key === "n" || (arrows && event.key === "ArrowRight");
      const sha256 = back ? neighbours.before : on ? neighbours.after : null;
      if (sha256 === null) return;
      event.preventDefault();
      navigate({ to: "/media/$sha256", params: { sha256 } }).catch(() => undefined);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [neighbours, arrows, navigate]);
}
