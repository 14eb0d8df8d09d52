/** A modal dialog with a title and a way out. */
import { type ReactNode, useEffect, useId, useRef } from "react";
import styles from "./dialog.module.css";

/** Shows its children over the page while `shown`. */
export function Dialog(props: {
  readonly title: string;
  readonly shown: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    if (props.shown && !dialog.open) dialog.showModal();
    if (!props.shown && dialog.open) dialog.close();
  }, [props.shown]);
  return (
    <dialog ref={ref} aria-labelledby={titleId} onClose={props.onClose}>
      {props.shown && (
        <>
          <div className={styles["head"]}>
            <h1 id={titleId}>{props.title}</h1>
            <button type="button" onClick={props.onClose}>
              Close
            </button>
          </div>
          {props.children}
        </>
      )}
    </dialog>
  );
}
