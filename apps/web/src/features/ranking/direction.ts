import { directionCodes, type DirectionCode, type RankingEntry } from '@alavanca/contract'

/** `given`: a text of the model service that is shown as received. */
export type Direction = { kind: DirectionCode | 'unknown' } | { kind: 'given'; text: string }

type Kind = Direction['kind']

/** Shape besides colour, for whoever does not tell blue from orange. */
export const glyphs: Record<Kind, string> = {
  increases: '▲',
  decreases: '▼',
  nonmonotonic: '~',
  categorical: '●',
  none: '–',
  unknown: '–',
  given: '●',
}

/** Which of the direction colours; see the tokens. */
export const tones: Record<Kind, 'up' | 'down' | 'flat'> = {
  increases: 'up',
  decreases: 'down',
  nonmonotonic: 'flat',
  categorical: 'flat',
  none: 'flat',
  unknown: 'flat',
  given: 'flat',
}

/** By the code where there is one; an old service may also send a code as the text itself. */
export const readDirection = ({
  direction,
  directionCode,
}: Pick<RankingEntry, 'direction' | 'directionCode'>): Direction => {
  if (directionCode !== null) return { kind: directionCode }
  const text = direction?.trim() ?? ''
  const code = directionCodes.find((known) => known === text.toLowerCase())
  if (code !== undefined) return { kind: code }
  return text === '' ? { kind: 'unknown' } : { kind: 'given', text }
}
