import { useTranslations } from 'use-intl'
import { isolate } from '../../shared/format/isolate.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { Notice } from '../../shared/ui/panel.tsx'
import type { ReadingTrouble } from './reading-state.ts'

/** Why a file cannot be used as it is read, where, and what to do. */
export const useTroubleText = (): ((trouble: ReadingTrouble) => string) => {
  const t = useTranslations()
  const format = useFormat()
  return (trouble) => {
    if (trouble.kind !== 'refused') return t(`upload.trouble.${trouble.kind}`)
    const { code, line, column } = trouble.problem
    return [
      t(`upload.trouble.${code}`),
      line === null ? '' : t('detail.line', { line: format.count(line) }),
      column === null ? '' : t('detail.column', { column: isolate(column) }),
    ]
      .filter((part) => part !== '')
      .join(' ')
  }
}

export const FileTrouble = ({ trouble }: { trouble: ReadingTrouble }) => {
  const t = useTranslations('upload.trouble')
  const troubleText = useTroubleText()
  return trouble.kind === 'refused' ? (
    <Notice tone="bad" title={t('title')}>
      <p>{troubleText(trouble)}</p>
    </Notice>
  ) : (
    <Notice tone="bad">
      <p>{troubleText(trouble)}</p>
    </Notice>
  )
}
