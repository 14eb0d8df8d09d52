/** Routes of sharing, answered. */
import { contract } from "@creance/api";
import { implement } from "@orpc/server";
import type { Operation } from "../operation/types.ts";
import { fittingGrants, standingRows } from "./share-grants.ts";
import type { ShareJobs } from "./share-jobs.ts";
import { addPlace, storageProviders } from "./share-places.ts";
import { chosenThings } from "./share-things.ts";
import { recipientKind, recipientRow, shareOverview } from "./share-words.ts";

/** Answers every route of sharing. */
export function createShareRouter(operation: Operation, jobs: ShareJobs) {
  const { share } = operation;
  const routes = implement(contract.share);
  return {
    overview: routes.overview.handler(() => shareOverview(operation, jobs)),
    providers: routes.providers.handler(() => storageProviders()),
    addPlace: routes.addPlace.handler(({ input }) => addPlace(share, input)),
    removePlace: routes.removePlace.handler(async ({ input }) => {
      await share.removeDestination(input.place, input.by);
      return { sentence: "Taken off the list. What lies there stays, and shares that lie there can be taken back still." };
    }),
    checkPlace: routes.checkPlace.handler(async ({ input, signal }) => {
      const { grade, observations } = await share.checkDestination(input.place, signal === undefined ? {} : { signal });
      return { grade, sentences: observations.map(({ sentence }) => sentence) };
    }),
    addRecipient: routes.addRecipient.handler(async ({ input }) =>
      recipientRow(await share.addRecipient({ ...input, kind: recipientKind(input.kind) })),
    ),
    revokeRecipient: routes.revokeRecipient.handler(async ({ input }) => recipientRow(await share.revokeRecipient(input.name, input.by))),
    chosen: routes.chosen.handler(({ input }) => chosenThings(operation, input)),
    grantsFor: routes.grantsFor.handler(({ input }) => fittingGrants(operation, input)),
    prepare: routes.prepare.handler(({ input }) => jobs.prepare(input)),
    standing: routes.standing.handler(() => standingRows(operation)),
    prepareStanding: routes.prepareStanding.handler(({ input }) => jobs.prepareStanding(input.grantId, input.by)),
    job: routes.job.handler(({ input }) => jobs.job(input.jobId)),
    send: routes.send.handler(({ input }) => jobs.send(input.jobId)),
    stop: routes.stop.handler(({ input }) => jobs.stop(input.jobId)),
    clean: routes.clean.handler(() => jobs.clean()),
    resume: routes.resume.handler(({ input }) => jobs.resume(input.shareId)),
    links: routes.links.handler(async ({ input: { shareId, hours, by } }) =>
      share.links(shareId, { untilUs: Date.now() * 1000 + hours * 3600e6, by }),
    ),
    revoke: routes.revoke.handler(async ({ input }) => {
      const { shareId, by, reason } = input;
      const { sentence } = await share.revoke(shareId, { by, reason });
      return { sentence };
    }),
  };
}
