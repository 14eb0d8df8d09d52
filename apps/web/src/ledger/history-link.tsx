/** The way from anything that has an id or a hash to its history. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** A link to what the ledger says of it. */
export function HistoryLink({ about, children }: { readonly about: string; readonly children: ReactNode }) {
  return (
    <Link to="/ledger" search={{ about } as never}>
      {children}
    </Link>
  );
}
