import type { Ranking } from '@alavanca/contract'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { type DialectName, dialects, writeCsv } from '../../shared/csv/write-csv.ts'
import { download } from '../../shared/download.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { drawChart } from './chart-svg.ts'
import { drawPng } from './draw-png.ts'
import { useDirectionText } from './direction-label.tsx'
import styles from './export-actions.module.css'
import { exportName, prepareExport } from './prepare-export.ts'
import { prepareBars } from './prepare-ranking.ts'

/** The whole ranking as a file for a spreadsheet, as Excel in Portuguese opens it or as programs read it. */
export const CsvActions = ({ ranking }: { ranking: Ranking }) => {
  const t = useTranslations('export')
  const directionText = useDirectionText()
  const save = (dialect: DialectName) => {
    const table = prepareExport(ranking, { heading: (column) => t(`column.${column}`), direction: directionText })
    const content = new Blob([writeCsv(table, dialects[dialect])], { type: 'text/csv;charset=utf-8' })
    download(exportName(ranking, '.csv'), content)
  }
  return (
    <>
      <Button look="quiet" onClick={() => save('brazilian')}>
        {t('brazilian')}
      </Button>
      <Button look="quiet" onClick={() => save('neutral')}>
        {t('neutral')}
      </Button>
    </>
  )
}

/** The bars as a picture that stands by itself, and the page on paper. */
export const ImageActions = ({ ranking }: { ranking: Ranking }) => {
  const t = useTranslations('export')
  const words = useChartWords(ranking)
  const image = useMutation({
    mutationFn: async () => {
      download(exportName(ranking, '.png'), await drawPng(drawChart(prepareBars(ranking.entries), words)))
    },
  })
  return (
    <>
      <Button look="quiet" onClick={() => image.mutate()} disabled={image.isPending}>
        {t('image')}
      </Button>
      <Button look="quiet" onClick={() => print()}>
        {t('print')}
      </Button>
      {image.isError ? (
        <p role="alert" className={styles['problem']}>
          {t('imageFailed')}
        </p>
      ) : null}
    </>
  )
}

const useChartWords = (ranking: Ranking) => {
  const t = useTranslations('ranking')
  const format = useFormat()
  const direction = useDirectionText()
  return {
    title: t('title'),
    context: t('context', {
      target: ranking.target,
      rows: ranking.rows,
      file: ranking.fileName,
      when: format.dateTime(ranking.finishedAt),
    }),
    caution: t('caution'),
    others: (count: number) => t('others', { count }),
    share: format.share,
    direction,
  }
}
