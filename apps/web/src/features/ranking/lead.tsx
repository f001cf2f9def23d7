import { useTranslations } from 'use-intl'
import { useFormat } from '../../shared/format/use-format.ts'
import { bdi, strongBdi } from '../../shared/ui/rich.tsx'
import type { Bar, Bars } from './prepare-ranking.ts'
import styles from './ranking-result.module.css'

/** One sentence that answers "what moves it?", or says that nothing was found. */
export const Lead = ({ bars, target }: { bars: Bars; target: string }) => {
  const t = useTranslations('ranking')
  const first = bars.leading[0]
  if (first === undefined) return <p className={styles['lead']}>{t('empty')}</p>
  if (first.share === 0) return <p className={styles['lead']}>{t('none')}</p>
  return <LeadSentence first={first} target={target} />
}

const LeadSentence = ({ first, target }: { first: Bar; target: string }) => {
  const t = useTranslations('ranking')
  const format = useFormat()
  return (
    <p className={styles['lead']}>
      {t.rich('lead', {
        name: strongBdi(first.name),
        target: bdi(target),
        share: format.share(first.share),
      })}{' '}
      {first.direction.kind === 'given' ? null : t(`leadRest.${first.direction.kind}`)}
    </p>
  )
}
