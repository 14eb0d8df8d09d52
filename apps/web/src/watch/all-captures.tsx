/** All captures together: the same questions over everything that is kept. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { flowPageQuery } from "../api/queries.ts";
import { Problem } from "../shell/problem.tsx";
import { EngineNote } from "./engine-note.tsx";
import { FlowExplorer } from "./flow-explorer.tsx";
import type { FlowView } from "./flow-view.ts";
import { sharedDatabases } from "./shared-databases.ts";

/** Asks once whether it can be answered here; where it cannot, the sentence that says what is missing. */
export function AllCaptures({ view }: { readonly view: FlowView }) {
  const any = useQuery({ ...flowPageQuery({ scope: "internet" }, 0), retry: false });
  const latest = useQuery({ ...flowPageQuery({ scope: "internet", direction: "desc" }, 0), retry: false });
  const databases = useMemo(() => sharedDatabases([...(any.data?.rows ?? []), ...(latest.data?.rows ?? [])]), [any.data, latest.data]);
  if (any.isError) return <Problem error={any.error} onRetry={() => void any.refetch()} />;
  return (
    <>
      <EngineNote />
      <FlowExplorer view={view} capture={undefined} path="/watch" severalDays databases={databases} flights={[]} />
    </>
  );
}
