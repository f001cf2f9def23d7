import { useTranslations } from 'use-intl'
import { useConnection } from '../shared/live/connection.ts'
import styles from './root-layout.module.css'

/** Says nothing while changes arrive by themselves, which is nearly always. */
export const ConnectionState = () => {
  const t = useTranslations('connection')
  const connection = useConnection()
  const broken = connection === 'reconnecting' || connection === 'offline'
  return (
    <output>
      {broken ? (
        <span className={styles['connection']} data-connection={connection} title={t(connection)}>
          {t(connection === 'offline' ? 'shortOffline' : 'shortReconnecting')}
        </span>
      ) : null}
    </output>
  )
}
