/** Which columns the list shows: a small menu, remembered in this browser. */
import { useRef } from "react";
import { settingsStore, useSettings } from "../settings/settings-store.ts";
import styles from "./column-menu.module.css";
import { listColumns } from "./list-columns.ts";
import { shownColumns, withColumn } from "./shown-columns.ts";

/** Distance between the button and its menu, in pixels. */
const APART_PX = 4;

/** The button and its menu of check boxes. Escape closes it and gives the focus back. */
export function ColumnMenu() {
  const { columns: chosen } = useSettings();
  const shown = new Set(shownColumns(chosen).map(({ id }) => id));
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const place = (): void => {
    const at = button.current?.getBoundingClientRect();
    if (at === undefined || menu.current === null) return;
    menu.current.style.top = `${at.bottom + APART_PX}px`;
    menu.current.style.right = `${Math.max(APART_PX, document.documentElement.clientWidth - at.right)}px`;
  };
  return (
    <>
      <button ref={button} type="button" data-print="no" popoverTarget="list-columns" onClick={place}>
        Columns
      </button>
      <div ref={menu} id="list-columns" popover="auto" className={styles["menu"]} role="dialog" aria-label="Columns of the list">
        <fieldset className={styles["choices"]}>
          <legend>Columns of the list</legend>
          {listColumns.map(({ id, head, shown: when }) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={shown.has(id)}
                disabled={when === "always"}
                onChange={(event) => settingsStore.set({ columns: withColumn(chosen, id, event.target.checked) })}
              />
              {head}
            </label>
          ))}
        </fieldset>
        <button type="button" data-look="text" disabled={chosen === null} onClick={() => settingsStore.set({ columns: null })}>
          As at first
        </button>
      </div>
    </>
  );
}
