/** Rows of a table by index, loaded a page at a time around what is visible. */
import { type QueryKey, type UseQueryOptions, useQueries } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { PAGE_ROWS } from "../api/queries.ts";

/** What a table needs to show rows that come in pages. */
export interface GridPages<Row> {
  readonly rowAt: (index: number) => Row | undefined;
  /** The table tells which rows are visible. */
  readonly onVisible: (first: number, last: number) => void;
}

interface PageOf {
  readonly rows: readonly unknown[];
}

/** Asks for the pages that hold the visible rows. `pageQuery` gives the query options of a page. */
export function useGridPages<Page extends PageOf, Key extends QueryKey>(
  pageQuery: (page: number) => UseQueryOptions<Page, Error, Page, Key>,
): GridPages<Page["rows"][number]> {
  const [{ from, to }, setPages] = useState({ from: 0, to: 0 });
  const pages = useQueries({ queries: Array.from({ length: to - from + 1 }, (_, at) => pageQuery(from + at)) });
  const onVisible = useCallback((first: number, last: number) => {
    const next = { from: Math.floor(Math.max(0, first) / PAGE_ROWS), to: Math.floor(Math.max(0, last) / PAGE_ROWS) };
    setPages((now) => (now.from === next.from && now.to === next.to ? now : next));
  }, []);
  return {
    rowAt: (index) => (pages[Math.floor(index / PAGE_ROWS) - from]?.data as Page | undefined)?.rows[index % PAGE_ROWS],
    onVisible,
  };
}
