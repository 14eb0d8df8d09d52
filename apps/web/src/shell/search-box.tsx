/** The search box: it changes the address of the list that is searched, so a link keeps what was searched. */
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { searchAreaOf } from "./search-area.ts";
import styles from "./search-box.module.css";

const TYPING_PAUSE_MS = 160;

/** Search over what the screen shows, else over flights, places, serials. `/` focuses it. */
export function SearchBox() {
  const navigate = useNavigate();
  const { label, path, shown } = useRouterState({
    select: ({ location }) => {
      const search = location.search as { search?: string; view?: string };
      const area = searchAreaOf(location.pathname, search);
      return { ...area, shown: area.path === null || area.path === location.pathname ? (search.search ?? "") : "" };
    },
    structuralSharing: true,
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
    navigate({
      to: path ?? ".",
      search: (view: object) => ({ ...view, search: words === "" ? undefined : words, page: undefined }) as never,
      replace: true,
      resetScroll: false,
    }).catch(() => undefined);
  };

  return (
    <search className={styles["search"]}>
      <input
        id="search"
        type="search"
        aria-label={label}
        placeholder={label}
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
