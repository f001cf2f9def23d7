import { z } from 'zod'

/** Number of Unicode code points, which is what people and PostgreSQL count. */
export const codePoints = (text: string): number => {
  let count = 0
  for (const _ of text) count++
  return count
}

/**
 * Text that PostgreSQL can store in `text` and `jsonb`: no NUL (SQLSTATE 22021, 22P05) and no lone surrogate
 * (22P02).
 */
export const safeText = z
  .string()
  .refine((text) => !text.includes('\0'), { error: 'must not contain a NUL character' })
  .refine((text) => text.isWellFormed(), { error: 'must be well-formed Unicode' })

/** {@link safeText} of 1 to `max` printable code points with something other than white space in it. */
export const safeName = (max: number) =>
  safeText
    .refine((text) => !/\p{Cc}/u.test(text), { error: 'must not contain control characters' })
    .refine((text) => text.trim() !== '', { error: 'must not be empty' })
    .refine((text) => codePoints(text) <= max, { error: `must have at most ${max} characters` })

/** Replaces what {@link safeText} refuses, for text that is shown but that nobody can be asked to correct. */
export const toSafeText = (text: string, max: number): string => {
  const safe = text.toWellFormed().replaceAll('\0', '\uFFFD')
  return safe.length <= max
    ? safe
    : `${Array.from(safe)
        .slice(0, max - 1)
        .join('')}…`
}
