/** Version of the command, the same as in every `package.json` (a test compares); here, so that the gateway need not load the server. */
export const creanceVersion = "0.1.0";
