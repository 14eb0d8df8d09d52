/** Version of Creance, the same as in every `package.json` (a test compares). */
export const creanceVersion = "0.1.0";
