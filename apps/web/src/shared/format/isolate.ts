/** Letters that run from right to left, and the controls that change direction. */
const turning =
  /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u200E\u200F\u202A-\u202E\u2066-\u2069]|[\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

/** Wraps a foreign name, where it needs it, so that its writing direction cannot reorder the sentence around it. */
export const isolate = (text: string): string => (turning.test(text) ? `\u2068${text}\u2069` : text)
