import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { trpc } from '../../shared/api/api.ts'
import { isolate } from '../../shared/format/isolate.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Notice } from '../../shared/ui/panel.tsx'

interface AlreadySentProps {
  machineId: number
  /** Of the file as it would be sent; null while that is not known. */
  sha256: string | null
  onDataset: (datasetId: number) => void
}

/** Says that the server has these very bytes already, and leads to them; sending them again stays possible. */
export const AlreadySent = ({ machineId, sha256, onDataset }: AlreadySentProps) => {
  const t = useTranslations('upload.twin')
  const format = useFormat()
  const same = useQuery({
    ...trpc.datasets.list.queryOptions({ machineId, sha256: sha256 ?? '', limit: 1 }),
    enabled: sha256 !== null,
  })
  const twin = same.data?.items.find(({ removedAt }) => removedAt === null)
  if (twin === undefined) return null
  return (
    <Notice>
      <p>{t('body', { name: isolate(twin.fileName), when: format.dateTime(twin.createdAt) })}</p>
      <Button onClick={() => onDataset(twin.id)}>{t('use')}</Button>
    </Notice>
  )
}
