/** What every screen shares: header, the line, the import tray, a place to drop files. */
import { Outlet, useRouter } from "@tanstack/react-router";
import { DropAnywhere } from "../import/drop-anywhere.tsx";
import { ImportTray } from "../import/import-tray.tsx";
import { UndoMessage } from "../undo/undo-message.tsx";
import { Header } from "./header.tsx";
import { KeyHelp } from "./key-help.tsx";
import styles from "./shell.module.css";
import { useShellKeys } from "./use-shell-keys.ts";

/** The frame of every screen. */
export function Shell() {
  const router = useRouter();
  const help = useShellKeys(() => router.navigate({ to: "/flights" }));
  return (
    <div className={styles["shell"]}>
      <a className={styles["skip"]} href="#main">
        Skip to the content
      </a>
      <Header onHelp={help.open} />
      <main id="main" className={styles["main"]}>
        <Outlet />
      </main>
      <ImportTray />
      <UndoMessage />
      <DropAnywhere />
      <KeyHelp shown={help.shown} onClose={help.close} />
    </div>
  );
}
