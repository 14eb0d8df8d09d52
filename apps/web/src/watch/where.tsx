/** "Where the addresses stand": a world map by the country databases, and the same as a table. */

import { countryOpinions } from "@creance/report";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { flowGroupsQuery } from "../api/queries.ts";
import { Section } from "../flight/section.tsx";
import { Problem } from "../shell/problem.tsx";
import { CountriesTable } from "./countries-table.tsx";
import { type FlowView, flowFilterOf } from "./flow-view.ts";
import type { ChangeFlowView } from "./use-flow-view.ts";
import styles from "./watch.module.css";
import { WorldMap } from "./world-map.tsx";

/** A database and the date of its snapshot. */
export interface CountryDatabase {
  readonly database: string;
  readonly date: string;
}

/** Map and table of the conversations that match the other filters. */
export function Where(props: {
  readonly view: FlowView;
  readonly capture: string | undefined;
  readonly databases: readonly CountryDatabase[];
  readonly change: ChangeFlowView;
}) {
  const { view, change, databases } = props;
  const groups = useQuery({
    ...flowGroupsQuery({ ...flowFilterOf(view, props.capture, ["country"]), by: "countries" }, 0),
    placeholderData: keepPreviousData,
  });
  const rows = groups.data?.rows;
  const opinions = useMemo(() => countryOpinions(rows ?? [], databases), [rows, databases]);
  const selected = view.country ?? null;
  const select = (country: string | null): void => change({ country: country ?? undefined });
  return (
    <Section id="where" title="Where the addresses stand, by each database">
      {groups.isError ? (
        <Problem error={groups.error} onRetry={() => void groups.refetch()} />
      ) : rows === undefined ? (
        <p className="soft">Counting</p>
      ) : (
        <div className={styles["where"]}>
          <WorldMap groups={rows} databases={databases} selected={selected} onSelect={select} />
          <CountriesTable opinions={opinions} selected={selected} onSelect={select} />
        </div>
      )}
    </Section>
  );
}
