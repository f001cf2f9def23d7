import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { isolate } from '../../shared/format/isolate.ts'
import { useErrorText } from '../../shared/i18n/error-text.ts'
import { Button } from '../../shared/ui/button.tsx'
import { focusMain } from '../../shared/ui/focus-main.ts'
import { bdi } from '../../shared/ui/rich.tsx'
import { Countdown, Toast, ToastRegion } from '../../shared/ui/toast.tsx'
import { type Deletion, isWaiting, undoTime } from './deletions.ts'
import { deletions, useDeletions } from './machine-deletions.ts'
import { isUndoKey } from './undo-key.ts'

const inSeconds = (milliseconds: number): number => Math.ceil(milliseconds / 1_000)

/** What was deleted and can be undone, and what could not be deleted. Mounted once, over every page. */
export const DeletionNotices = () => {
  const t = useTranslations('machines')
  const entries = useDeletions()
  const [restored, setRestored] = useState<string | null>(null)

  const undo = ({ id, name }: Deletion) => {
    focusMain()
    if (deletions.undo(id)) setRestored(name)
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const latest = deletions.current().findLast(isWaiting)
      if (latest === undefined || !isUndoKey(event)) return
      event.preventDefault()
      if (deletions.undo(latest.id)) setRestored(latest.name)
    }
    addEventListener('keydown', onKey)
    addEventListener('pagehide', deletions.flush)
    return () => {
      removeEventListener('keydown', onKey)
      removeEventListener('pagehide', deletions.flush)
    }
  }, [])

  return (
    <>
      <ToastRegion label={t('notices')} onHold={deletions.hold} onRelease={deletions.release}>
        {entries.map((entry) => (
          <DeletionNotice key={`${entry.id} ${entry.phase}`} entry={entry} onUndo={() => undo(entry)} />
        ))}
      </ToastRegion>
      <output className="visually-hidden">
        {restored === null || entries.length > 0 ? null : t('restored', { name: isolate(restored) })}
      </output>
    </>
  )
}

const DeletionNotice = ({ entry, onUndo }: { entry: Deletion; onUndo: () => void }) => {
  const t = useTranslations()
  const errorText = useErrorText()
  if (entry.phase === 'sending') return null
  if (entry.phase === 'waiting') {
    return (
      <Toast
        title={t.rich('machines.deleted', { name: bdi(entry.name) })}
        aside={<Countdown seconds={inSeconds(entry.left)} of={inSeconds(undoTime)} />}
        actions={
          <Button
            look="quiet"
            aria-label={t('machines.undoOf', { name: isolate(entry.name) })}
            aria-keyshortcuts="Control+Z Meta+Z"
            onClick={onUndo}
          >
            {t('machines.undo')}
          </Button>
        }
      />
    )
  }
  return (
    <Toast
      tone="bad"
      title={t.rich('machines.deleteFailed', { name: bdi(entry.name) })}
      actions={
        <>
          <Button look="quiet" onClick={leaving(() => deletions.dismiss(entry.id))}>
            {t('machines.dismiss')}
          </Button>
          <Button look="quiet" onClick={leaving(() => deletions.retry(entry.id))}>
            {t('app.tryAgain')}
          </Button>
        </>
      }
    >
      <p>{errorText(entry.error)}</p>
    </Toast>
  )
}

/** The notice goes with the button that was pressed: the focus is taken away before it is lost. */
const leaving = (act: () => void) => () => {
  focusMain()
  act()
}
