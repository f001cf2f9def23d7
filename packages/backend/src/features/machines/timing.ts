/** How long the rows and files of a deleted machine are kept, in milliseconds. */
export const keptAfterDeletion = 30 * 24 * 3_600_000

/** A machine is made within seconds of its model; one that is not there after so long, in milliseconds, never will be. */
export const madeWithin = 5 * 60_000
