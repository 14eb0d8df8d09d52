/** Conversations of one capture, or of all: time line, filters, who, where, and each conversation. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { flowTimelineQuery } from "../api/queries.ts";
import { Section } from "../flight/section.tsx";
import { Problem } from "../shell/problem.tsx";
import { Conversations } from "./conversations.tsx";
import { Destinations } from "./destinations.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { type FlowView, flowFilterOf } from "./flow-view.ts";
import { Timeline } from "./timeline.tsx";
import { useChangeFlowView } from "./use-flow-view.ts";
import { type CountryDatabase, Where } from "./where.tsx";

const BUCKETS = 240;

/** A flight that was flown meanwhile. */
export interface FlightSpan {
  readonly startUs: number;
  readonly endUs: number;
  readonly name: string;
}

/** Each part is narrowed by the filters of the others. */
export function FlowExplorer(props: {
  readonly view: FlowView;
  readonly capture: string | undefined;
  /** Path of the page, for links that reproduce a view. */
  readonly path: string;
  readonly severalDays: boolean;
  readonly databases: readonly CountryDatabase[];
  readonly flights: readonly FlightSpan[];
  readonly children?: ReactNode;
}) {
  const { view, capture } = props;
  const change = useChangeFlowView();
  const timeline = useQuery(flowTimelineQuery({ ...flowFilterOf(view, capture, ["from", "to"]), buckets: BUCKETS }));
  const selected = view.from === undefined || view.to === undefined ? null : { fromUs: Number(view.from), toUs: Number(view.to) };
  return (
    <>
      <FilterBar view={view} capture={capture} change={change} />
      <Section id="when" title="When">
        {timeline.isError && <Problem error={timeline.error} onRetry={() => void timeline.refetch()} />}
        {timeline.data === undefined ? (
          <p className="soft">{timeline.isError ? "" : "Counting"}</p>
        ) : (
          <Timeline
            timeline={timeline.data}
            flights={props.flights}
            selected={selected}
            onSelect={(range) =>
              change(
                range === null
                  ? { from: undefined, to: undefined }
                  : { from: String(Math.max(0, Math.floor(range.fromUs))), to: String(Math.max(0, Math.ceil(range.toUs))) },
              )
            }
          />
        )}
      </Section>
      <Destinations view={view} capture={capture} path={props.path} change={change} />
      <Where view={view} capture={capture} databases={props.databases} change={change} />
      {props.children}
      <Conversations view={view} capture={capture} path={props.path} severalDays={props.severalDays} change={change} />
    </>
  );
}
