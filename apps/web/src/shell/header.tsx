/** The header: word mark, tabs, search, display choices, the line. */
import { Link } from "@tanstack/react-router";
import { DisplayMenu } from "../settings/display-menu.tsx";
import styles from "./header.module.css";
import { LineStatus } from "./line-status.tsx";
import { SearchBox } from "./search-box.tsx";

const tabs = [
  { to: "/flights", word: "Flights" },
  { to: "/media", word: "Media" },
  { to: "/watch", word: "Watch" },
  { to: "/hold", word: "Hold" },
  { to: "/share", word: "Share" },
  { to: "/ledger", word: "Ledger" },
  { to: "/files", word: "Files" },
  { to: "/vault", word: "Vault" },
] as const;

/** The header of every screen. */
export function Header({ onHelp }: { readonly onHelp: () => void }) {
  return (
    <header className={styles["header"]}>
      <Link to="/flights" className={styles["mark"]} aria-label="Creance, to the flights">
        creance
        <svg viewBox="0 0 28 8" width="28" height="8" aria-hidden="true">
          <path d="M0 4C7 0 10 8 17 4S26 3 28 4" fill="none" stroke="currentColor" strokeWidth="2" />
        </svg>
      </Link>
      <nav aria-label="Main" className={styles["tabs"]}>
        {tabs.map((tab) => (
          <Link key={tab.to} to={tab.to} className={styles["tab"]} activeProps={{ "aria-current": "page" }}>
            {tab.word}
          </Link>
        ))}
      </nav>
      <SearchBox />
      <div className={styles["end"]}>
        <DisplayMenu />
        <button type="button" className={styles["help"]} onClick={onHelp} data-print="no">
          Keys <kbd>?</kbd>
        </button>
        <LineStatus />
      </div>
    </header>
  );
}
