/** Which columns a table shows: a small menu, remembered in this browser. */
import { useId, useMemo, useRef } from "react";
import { settingsStore, useSettings } from "../settings/settings-store.ts";
import styles from "./grid.module.css";
import { choiceWith, chosenColumns, type GridColumn } from "./grid-column.ts";

/** Distance between the button and its menu, in pixels. */
const APART_PX = 4;

/** The columns of a table that a person sees now. `grid` is the table's id in the settings. */
export function useGridColumns<Row>(grid: string, all: readonly GridColumn<Row>[]): readonly GridColumn<Row>[] {
  const { grids } = useSettings();
  const chosen = grids[grid] ?? null;
  return useMemo(() => chosenColumns(all, chosen), [all, chosen]);
}

/** The button and its menu of check boxes. Escape closes it and gives the focus back. */
export function GridColumnsMenu<Row>(props: { readonly grid: string; readonly label: string; readonly all: readonly GridColumn<Row>[] }) {
  const { grids } = useSettings();
  const chosen = grids[props.grid] ?? null;
  const shown = new Set(chosenColumns(props.all, chosen).map(({ id }) => id));
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const id = useId();
  const place = (): void => {
    const at = button.current?.getBoundingClientRect();
    if (at === undefined || menu.current === null) return;
    menu.current.style.top = `${Math.min(at.bottom + APART_PX, innerHeight / 2)}px`;
    menu.current.style.right = `${Math.max(APART_PX, document.documentElement.clientWidth - at.right)}px`;
  };
  const choose = (columns: readonly string[] | null): void => {
    const { [props.grid]: _before, ...others } = grids;
    settingsStore.set({ grids: columns === null ? others : { ...others, [props.grid]: columns } });
  };
  return (
    <>
      <button ref={button} type="button" data-print="no" popoverTarget={id} onClick={place}>
        Columns
      </button>
      <div ref={menu} id={id} popover="auto" className={styles["menu"]} role="dialog" aria-label={props.label}>
        <fieldset className={styles["choices"]}>
          <legend>{props.label}</legend>
          {props.all.map((column) => (
            <label key={column.id}>
              <input
                type="checkbox"
                checked={shown.has(column.id)}
                disabled={column.shown === "always"}
                onChange={(event) => choose(choiceWith(props.all, chosen, { id: column.id, on: event.target.checked }))}
              />
              {column.head}
            </label>
          ))}
        </fieldset>
        <button type="button" data-look="text" disabled={chosen === null} onClick={() => choose(null)}>
          As at first
        </button>
      </div>
    </>
  );
}
