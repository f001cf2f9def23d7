import { appErrorOf } from '@alavanca/api'
import type { AppErrorData, ErrorCode } from '@alavanca/contract'
import { useTranslations } from 'use-intl'
import { useFormat } from '../format/use-format.ts'
import { isolate } from '../format/isolate.ts'

/** An error without data never reached the server, or met something between here and it. */
const codeOf = (data: AppErrorData | undefined): ErrorCode | 'offline' => data?.code ?? 'offline'

/** The sentence for an error, in the reader's language, with the place in the file when the server named one. */
export const useErrorText = (): ((error: unknown) => string) => {
  const t = useTranslations()
  const format = useFormat()
  return (error) => {
    const data = appErrorOf(error)
    const value = (name: string) => data?.params.find((param) => param.name === name)?.value
    const line = value('line')
    const column = value('column')
    const limit = value('limit')
    return [
      t(`error.${codeOf(data)}`),
      line === undefined ? '' : t('detail.line', { line: String(line) }),
      column === undefined ? '' : t('detail.column', { column: isolate(String(column)) }),
      typeof limit === 'number' && data?.code === 'file_too_large'
        ? t('detail.limit', { limit: format.bytes(limit) })
        : '',
    ]
      .filter((part) => part !== '')
      .join(' ')
  }
}
