/** How long the rows and files of a deleted machine are kept, in milliseconds. */
export const keptAfterDeletion = 30 * 24 * 3_600_000
