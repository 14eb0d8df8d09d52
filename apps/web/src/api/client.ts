/** The typed client of this machine's own server: same origin, nothing else. */
import type { contract } from "@creance/api";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import type { ContractRouterClient } from "@orpc/contract";

/** What the server answers. */
export type Api = ContractRouterClient<typeof contract>;

/** The one client of this page. */
export const api: Api = createORPCClient(new RPCLink({ url: () => new URL("/rpc", location.href) }));
