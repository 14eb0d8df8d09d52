/** The exit statuses. */

/** 0 done, 1 done but something was damaged or failed, 2 wrong use or no such file, 3 our bug, 4 the machine refused, 130 interrupted. */
export const exitStatus = { done: 0, damaged: 1, wrongUse: 2, bug: 3, machineRefused: 4, interrupted: 130 } as const;
