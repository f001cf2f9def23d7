import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button, type ButtonLook } from '../../shared/ui/button.tsx'
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx'
import styles from './help-button.module.css'

const words = ['influence', 'direction', 'r2', 'mae', 'rows'] as const

/** Opens the explanation of the five words that a result is read by. */
export const HelpButton = ({ look = 'quiet', label }: { look?: ButtonLook; label: string }) => {
  const t = useTranslations('help')
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Button look={look} onClick={() => setOpen(true)} title={t('open')} aria-haspopup="dialog">
        {label}
      </Button>
      {open ? (
        <Dialog title={t('title')} onClose={close}>
          <dl className={styles['words']}>
            {words.map((word) => (
              <div key={word}>
                <dt className={styles['word']}>{t(word)}</dt>
                <dd>{t(`${word}Body`)}</dd>
              </div>
            ))}
          </dl>
          <DialogActions>
            <Button look="primary" onClick={close}>
              {t('close')}
            </Button>
          </DialogActions>
        </Dialog>
      ) : null}
    </>
  )
}
