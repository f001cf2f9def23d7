import type { TrainingState } from '@alavanca/contract'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { resultAnchors } from '../features/ranking/result-anchors.ts'
import { Button, buttonClass } from '../shared/ui/button.tsx'
import { Dock } from '../shared/ui/dock.tsx'
import styles from './tour.module.css'
import { currentStep, neighboursOf, type TourStep } from './tour-steps.ts'

interface TourProps {
  step: TourStep
  /** Of the sample's analysis. */
  state: TrainingState | null
  /** Undefined ends the walk. */
  onStep: (step: TourStep | undefined) => void
}

/** Walks a newcomer through the sample's result, beside the page and never over it. */
export const Tour = ({ step, state, onStep }: TourProps) => {
  const t = useTranslations('tour')
  const current = currentStep(step, state)
  useSpot(current)
  if (state === 'failed' || state === 'cancelled') return null
  const { number, count, previous, next } = neighboursOf(current)
  return (
    <Dock
      label={t('label')}
      actions={
        <>
          <Button look="quiet" onClick={() => onStep(undefined)}>
            {t('end')}
          </Button>
          {previous === undefined ? null : <Button onClick={() => onStep(previous)}>{t('previous')}</Button>}
          {next === undefined ? null : (
            <Button look="primary" onClick={() => onStep(next)}>
              {t('next')}
            </Button>
          )}
          {current === 'own' ? (
            <Link to="/" className={buttonClass('primary')}>
              {t('toMachines')}
            </Link>
          ) : null}
        </>
      }
    >
      <output className={styles['text']}>
        <span className={styles['number']}>{t('number', { number: String(number), count: String(count) })}</span>
        <strong>{t(`${current}.title`)}</strong>
        <span>{t(`${current}.body`)}</span>
      </output>
    </Dock>
  )
}

/** Brings the part that a step is about into view, as soon as it is there, and marks it as long as the step lasts. */
const useSpot = (step: TourStep): void => {
  useEffect(() => {
    if (step === 'waiting' || step === 'own') return undefined
    let part: HTMLElement | null = null
    const mark = () => {
      part = document.getElementById(resultAnchors[step])
      if (part === null) return
      observer.disconnect()
      part.scrollIntoView({ block: 'start' })
      part.setAttribute('data-spot', '')
    }
    const observer = new MutationObserver(mark)
    observer.observe(document.body, { childList: true, subtree: true })
    mark()
    return () => {
      observer.disconnect()
      part?.removeAttribute('data-spot')
    }
  }, [step])
}
