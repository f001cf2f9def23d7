import { useTranslations } from 'use-intl'
import { type Direction, glyphs, tones } from './direction.ts'
import styles from './direction-label.module.css'

export const useDirectionText = (): ((direction: Direction) => string) => {
  const t = useTranslations('ranking.directions')
  return (direction) => (direction.kind === 'given' ? direction.text : t(direction.kind))
}

/** Direction in shape, colour and words. */
export const DirectionLabel = ({ direction }: { direction: Direction }) => {
  const text = useDirectionText()
  return (
    <span className={styles['direction']} data-tone={tones[direction.kind]}>
      <span className={styles['glyph']} aria-hidden="true">
        {glyphs[direction.kind]}
      </span>
      <bdi>{text(direction)}</bdi>
    </span>
  )
}
