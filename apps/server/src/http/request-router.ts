/** Routes of the register of requests for data, answered. */
import { contract, type RequestDetail } from "@creance/api";
import { implement } from "@orpc/server";
import type { Operation } from "../operation/types.ts";
import { requestDetail, requestOverview } from "./request-words.ts";

/** Answers every route of the register. */
export function createRequestsRouter({ requests, vault }: Operation) {
  const routes = implement(contract.requests);
  const detail = (requestId: string): Promise<RequestDetail> => requestDetail(requests, vault, requestId);
  return {
    overview: routes.overview.handler(() => requestOverview(requests)),
    get: routes.get.handler(({ input }) => detail(input.requestId)),
    add: routes.add.handler(async ({ input }) => {
      const { papers, ...request } = input;
      return detail((await requests.add({ ...request, attachments: papers })).requestId);
    }),
    decide: routes.decide.handler(async ({ input }) => {
      const { requestId, ...decision } = input;
      await requests.decide(requestId, decision);
      return detail(requestId);
    }),
    disclose: routes.disclose.handler(async ({ input }) => {
      const { requestId, ...given } = input;
      await requests.disclose(requestId, given);
      return detail(requestId);
    }),
    erase: routes.erase.handler(async ({ input }) => {
      const texts = await requests.erase(input.requestId, input.by);
      return {
        sentence: `${texts === 1 ? "1 text was" : `${texts} texts were`} erased with its salt. Entries, dates, the decision and the counts stay; papers are originals and stay until they are deleted.`,
      };
    }),
  };
}
