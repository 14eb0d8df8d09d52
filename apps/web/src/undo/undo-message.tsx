/** What was just changed, with a button that takes it back; Ctrl+Z or Cmd+Z does the same. */
import { useEffect } from "react";
import { isTyping } from "../shell/is-typing.ts";
import { pageUndo } from "./page-undo.ts";
import { isUndoKey } from "./undo-key.ts";
import styles from "./undo-message.module.css";
import { useUndoState } from "./undo-store.ts";

/** At the bottom of every screen, read aloud when it changes. */
export function UndoMessage() {
  const state = useUndoState(pageUndo);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!isUndoKey(event) || isTyping(event.target)) return;
      event.preventDefault();
      void pageUndo.undoNewest();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <div className={styles["place"]} role="status" data-print="no">
      {state !== null && (
        <div className={styles["message"]}>
          <span className={state.failed ? "bad" : styles["words"]}>{state.words}</span>
          {state.step !== null && (
            <button type="button" onClick={() => void pageUndo.undoNewest()}>
              Undo
            </button>
          )}
          <button type="button" data-look="text" onClick={pageUndo.putAway}>
            Put away
          </button>
        </div>
      )}
    </div>
  );
}
