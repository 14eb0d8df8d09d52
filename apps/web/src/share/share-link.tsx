/** The way to one share among the shares. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** A link that opens it there. */
export function ShareLink({ shareId, children }: { readonly shareId: string; readonly children: ReactNode }) {
  return (
    <Link to="/share" search={{ share: shareId } as never}>
      {children}
    </Link>
  );
}
