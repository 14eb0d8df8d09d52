/** Conversations as a kind of rows that questions can be asked of. */
import { flowColumns } from "@creance/capture";
import type { FlowsPlace } from "@creance/vault";
import type { Dataset, TableSpec } from "@creance/warehouse";

/**
 * The table of conversations: by time, then by id. Groups, totals and filters that ask for no time, address or device are answered from what is added up
 * beforehand.
 */
export const flowsTable: TableSpec = {
  name: "flows",
  columns: flowColumns,
  key: ["timeUs", "flowId"],
  tally: {
    by: ["server", "operator", "countries", "service", "appKey", "serverNameSource", "respScope", "endpointRole", "endpointOwner"],
    sum: ["origBytes", "respBytes", "missedBytes"],
    min: ["timeUs", "rttUs"],
    max: ["timeUs"],
  },
};

/** The derived files of captures. Captures without conversations have none. */
export function flowDatasets(places: readonly FlowsPlace[]): Dataset[] {
  return places
    .filter(({ segments, conversations }) => segments > 0 && conversations > 0)
    .map(({ sha256, reader, segments, conversations }) => ({ sha256, reader, segments, rows: conversations }));
}
