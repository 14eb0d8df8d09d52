/** The list of keys. */
import { Dialog } from "./dialog.tsx";
import styles from "./key-help.module.css";

const keys = [
  ["/", "Search"],
  ["?", "This list"],
  ["u", "UTC on and off"],
  ["Ctrl + Z", "Take back the last name, note or settled match"],
  ["Up, Down, Enter", "In a list: choose a row and open it"],
  ["J, K", "In the tables of Watch and Hold: one row down, one row up"],
  ["Left, Right, Enter", "On the minutes of Hold: go to a minute, choose it; Escape shows all"],
  ["Escape", "On a capture: close the conversation that is open"],
  ["Space", "On a flight or clip: play and pause"],
  ["J, K, L", "On a flight or clip: back, pause, forward; again for faster"],
  ["Left, Right", "One sample back, one sample on"],
  ["Shift + Left, Right", "Ten seconds back, ten seconds on"],
  ["Home, End", "Start and end of the flight"],
  ["Arrows, Space, Enter", "On the wall: go, choose, open; with Shift choose what lies between"],
  ["N, P", "On a picture or clip: the next one, the one before"],
] as const;

/** The dialog that `?` opens. */
export function KeyHelp({ shown, onClose }: { readonly shown: boolean; readonly onClose: () => void }) {
  return (
    <Dialog title="Keys" shown={shown} onClose={onClose}>
      <dl className={styles["keys"]}>
        {keys.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
