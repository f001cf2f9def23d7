import type { Dataset } from '@alavanca/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { trpc } from '../../shared/api/api.ts'
import { isolate } from '../../shared/format/isolate.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { LoadFailed } from '../../shared/ui/load-failed.tsx'
import { LoadMore } from '../../shared/ui/load-more.tsx'
import { Card, Loading } from '../../shared/ui/panel.tsx'
import styles from './stored-files.module.css'

interface StoredFilesProps {
  machineId: number
  onDataset: (datasetId: number) => void
}

const pageSize = 10

/** The files that the server has of a machine, the latest first. */
export const StoredFiles = (props: StoredFilesProps) => {
  const t = useTranslations('upload.stored')
  return (
    <Card title={t('title')}>
      <Files {...props} />
    </Card>
  )
}

const Files = ({ machineId, onDataset }: StoredFilesProps) => {
  const t = useTranslations()
  const files = useInfiniteQuery(
    trpc.datasets.list.infiniteQueryOptions(
      { machineId, limit: pageSize },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  )
  if (files.isPending) return <Loading label={t('app.loading')} lines={3} />
  if (files.data === undefined) {
    return <LoadFailed title={t('upload.stored.failed')} error={files.error} onRetry={() => void files.refetch()} />
  }
  const stored = files.data.pages.flatMap((page) => page.items)
  if (stored.length === 0) return <p className={styles['facts']}>{t('upload.stored.empty')}</p>
  return (
    <>
      <ul className={styles['list']}>
        {stored.map((dataset) => (
          <Item key={dataset.id} dataset={dataset} onDataset={onDataset} />
        ))}
      </ul>
      <LoadMore query={files} />
    </>
  )
}

const Item = ({ dataset, onDataset }: { dataset: Dataset; onDataset: (datasetId: number) => void }) => {
  const t = useTranslations('upload.stored')
  const format = useFormat()
  return (
    <li className={styles['item']}>
      <div className={styles['text']}>
        <p className={styles['name']}>
          <bdi>{dataset.fileName}</bdi>
        </p>
        <p className={styles['facts']}>
          {t('facts', {
            rows: dataset.rows,
            columns: dataset.columns.length,
            when: format.dateTime(dataset.createdAt),
          })}
        </p>
      </div>
      {dataset.removedAt === null ? (
        <Button
          aria-label={t('analyseFile', { name: isolate(dataset.fileName) })}
          onClick={() => onDataset(dataset.id)}
        >
          {t('analyse')}
        </Button>
      ) : (
        <p className={styles['facts']}>{t('removed', { when: format.dateTime(dataset.removedAt) })}</p>
      )}
    </li>
  )
}
