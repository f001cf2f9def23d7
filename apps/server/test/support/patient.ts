/**
 * For `vi.waitFor`, and how long a page is waited for: a guard against hanging, and no promise about speed. Short enough
 * that a story says what it misses before its own time is over.
 */
export const patient = { timeout: 60_000, interval: 50 }
