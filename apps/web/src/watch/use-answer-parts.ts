/** Asks for what the answer of a capture is made from: always of the whole capture, whatever the filters are. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { flowGroupsQuery, flowPageQuery } from "../api/queries.ts";
import { type AnswerParts, airSpans, type FlightMeanwhile, knownBytesOut } from "./capture-answer.ts";

/** Stretches in the air that are added up; more are not asked for one by one. */
const MOST_SPANS = 6;

/** The parts; each is `null` until it is counted. */
export function useAnswerParts(capture: string, flights: readonly FlightMeanwhile[]): AnswerParts {
  const internet = useQuery(flowPageQuery({ capture, scope: "internet" }, 0));
  const local = useQuery(flowPageQuery({ capture, scope: "local" }, 0));
  const roles = useQuery(flowGroupsQuery({ capture, by: "role", scope: "internet" }, 0));
  const nameless = useQuery(flowGroupsQuery({ capture, by: "server", nameSource: "none", scope: "internet" }, 0));
  const spans = airSpans(flights);
  const inAir = useQueries({
    queries: (spans.length > MOST_SPANS ? [] : spans).map((span) =>
      flowGroupsQuery({ capture, by: "role", scope: "internet", ...span }, 0),
    ),
  });
  const rows = inAir.flatMap(({ data }) => data?.rows ?? []);
  const counted = inAir.length > 0 && inAir.every(({ data }) => data !== undefined);
  return {
    internet: internet.data?.totals ?? null,
    local: local.data?.totals ?? null,
    roles: roles.data?.rows ?? null,
    namelessServers: nameless.data?.total ?? null,
    air: counted ? { bytesOut: rows.reduce((sum, { bytesOut }) => sum + bytesOut, 0), knownBytesOut: knownBytesOut(rows) } : null,
  };
}
