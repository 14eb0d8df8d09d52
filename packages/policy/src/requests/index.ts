/** The register of requests for data. */
export { countRequests, foldRequests } from "./fold-requests.ts";
export { readRequestDocument, requestText } from "./request-document.ts";
export type * from "./types.ts";
export { requestKinds } from "./types.ts";
