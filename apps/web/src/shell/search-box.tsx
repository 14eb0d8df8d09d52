/** The search box: it changes the address of the flight list, so a link keeps what was searched. */
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import styles from "./search-box.module.css";

const TYPING_PAUSE_MS = 160;

/** Search over flights, places, serials. `/` focuses it. */
export function SearchBox() {
  const navigate = useNavigate();
  const shown = useRouterState({
    select: (state) => (state.location.pathname === "/flights" ? ((state.location.search as { search?: string }).search ?? "") : ""),
  });
  const [text, setText] = useState(shown);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const typed = useRef(shown);

  useEffect(() => {
    if (shown !== typed.current) {
      typed.current = shown;
      setText(shown);
    }
  }, [shown]);

  const search = (words: string): void => {
    typed.current = words;
    navigate({ to: "/flights", search: (view) => ({ ...view, search: words === "" ? undefined : words }) as never, replace: true }).catch(
      () => undefined,
    );
  };

  return (
    <search className={styles["search"]}>
      <input
        id="search"
        type="search"
        aria-label="Search flights, places, serials"
        placeholder="Search flights, places, serials"
        maxLength={200}
        value={text}
        onChange={(event) => {
          const words = event.target.value;
          setText(words);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => search(words.trim()), TYPING_PAUSE_MS);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            clearTimeout(timer.current);
            search(text.trim());
          } else if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
      <span aria-hidden="true">/</span>
    </search>
  );
}
