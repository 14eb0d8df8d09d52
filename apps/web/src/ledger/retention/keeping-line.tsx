/** One line of how long something is kept, with the way to its keeping page: for pages of flights, pictures and clips. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { retentionItemsQuery } from "../../api/queries.ts";
import { useWords } from "../../settings/use-words.ts";
import { keepingSentence } from "./keeping-sentence.ts";
import { itemQueryOf } from "./retention-search.ts";

/** The line; `item` is a SHA-256 or a flight's id. Nothing while it is asked for: the page is about something else. */
export function KeepingLine({ item }: { readonly item: string }) {
  const words = useWords();
  const found = useQuery({ ...retentionItemsQuery(itemQueryOf({ item }), 0), retry: false });
  if (found.data === undefined || found.data.total === 0) return null;
  return (
    <p>
      <span className="soft">Keeping:</span> {keepingSentence(found.data.rows, found.data.total, words)}{" "}
      <Link to="/ledger/retention" search={(item.length === 64 ? { item, open: item } : { item }) as never}>
        Keeping and deleting
      </Link>
    </p>
  );
}
