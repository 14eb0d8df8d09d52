/** The pages of the tab Ledger. */
import { SubTabs } from "../shell/sub-tabs.tsx";

const pages = [
  { to: "/ledger", word: "History" },
  { to: "/ledger/retention", word: "Keeping and deleting" },
] as const;

/** Links between them. */
export function LedgerTabs() {
  return <SubTabs label="Ledger" pages={pages} />;
}
