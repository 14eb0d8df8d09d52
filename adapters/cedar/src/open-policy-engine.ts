/** The Cedar engine (WebAssembly, no process, no network) as the policy's port: both sets and the schema are read once, requests are held to the schema. */
import { cedarSchema, type EngineAnswer, type EngineRequest, type PolicyEngine, policySets } from "@creance/policy";

type Cedar = typeof import("@cedar-policy/cedar-wasm/nodejs");

const SCHEMA = "creance";
const setIds = { rules: "creance-rules", conditions: "creance-conditions" } as const;

let opening: Promise<PolicyEngine> | undefined;

/** The engine; read from disk (about 4 MB) when it is first asked for, and once in a process. */
export function openPolicyEngine(): Promise<PolicyEngine> {
  opening ??= open();
  return opening;
}

async function open(): Promise<PolicyEngine> {
  const loaded: Cedar & { readonly default?: Cedar } = await import("@cedar-policy/cedar-wasm/nodejs");
  const cedar = loaded.default ?? loaded;
  readOnce("schema", cedar.preparseSchema(SCHEMA, cedarSchema));
  for (const set of ["rules", "conditions"] as const) {
    readOnce(set, cedar.preparsePolicySet(setIds[set], { staticPolicies: { ...policySets[set] } }));
  }
  return { decide: (set, request) => decide(cedar, setIds[set], request) };
}

/** Whatever the engine cannot answer is an error in the answer, and an error permits nothing. */
function decide(
  cedar: Cedar,
  preparsedPolicySetId: string,
  { principal, action, resource, context, entities }: EngineRequest,
): EngineAnswer {
  const answer = cedar.statefulIsAuthorized({
    principal,
    action: { type: "Action", id: action },
    resource,
    context: context as Parameters<Cedar["statefulIsAuthorized"]>[0]["context"],
    preparsedSchemaName: SCHEMA,
    validateRequest: true,
    preparsedPolicySetId,
    entities: entities.map(({ uid, attrs }) => ({
      uid,
      attrs: attrs as Parameters<Cedar["statefulIsAuthorized"]>[0]["context"],
      parents: [],
    })),
  });
  if (answer.type === "failure") return { allowed: false, policyIds: [], errors: answer.errors.map(({ message }) => message) };
  const { decision, diagnostics } = answer.response;
  return {
    allowed: decision === "allow",
    policyIds: diagnostics.reason,
    errors: diagnostics.errors.map(({ policyId, error }) => `${policyId}: ${error.message}`),
  };
}

function readOnce(what: string, answer: ReturnType<Cedar["preparseSchema"]>): void {
  if (answer.type === "failure")
    throw new Error(`cedar: the ${what} is not read: ${answer.errors.map(({ message }) => message).join("; ")}`);
}
