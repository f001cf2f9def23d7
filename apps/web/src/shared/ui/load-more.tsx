import { useTranslations } from 'use-intl'
import { useErrorText } from '../i18n/error-text.ts'
import { Button } from './button.tsx'
import styles from './load-more.module.css'

interface LoadMoreProps {
  query: {
    hasNextPage: boolean
    isFetchingNextPage: boolean
    isFetchNextPageError: boolean
    error: unknown
    fetchNextPage: () => Promise<unknown>
  }
}

/** The way to the next page of an endless list. */
export const LoadMore = ({ query }: LoadMoreProps) => {
  const t = useTranslations('app')
  const errorText = useErrorText()
  if (!query.hasNextPage) return null
  return (
    <div className={styles['more']}>
      {query.isFetchNextPageError ? <p role="alert">{errorText(query.error)}</p> : null}
      <Button onClick={() => void query.fetchNextPage()} disabled={query.isFetchingNextPage}>
        {query.isFetchingNextPage ? t('loadingMore') : t('loadMore')}
      </Button>
    </div>
  )
}
