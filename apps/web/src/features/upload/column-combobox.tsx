// A native select cannot be searched, a datalist cannot tell why a column does not serve.
// oxlint-disable jsx-a11y/prefer-tag-over-role
import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ControlProps } from '../../shared/ui/field.tsx'
import styles from './column-combobox.module.css'
import { findTargets, type TargetOption } from './prepare-targets.ts'

interface ColumnComboboxProps {
  control: ControlProps
  options: readonly TargetOption[]
  value: string
  onChoose: (name: string) => void
}

/** Drawn at once; the rest is found by typing. */
const maxShown = 100

/** A field that finds one of many columns by typing: an editable combobox with a list (ARIA practices). */
export const ColumnCombobox = ({ control, options, value, onChoose }: ColumnComboboxProps) => {
  const t = useTranslations('upload')
  const id = useId()
  // Null while the list is closed and the field shows what is chosen.
  const [typed, setTyped] = useState<string | null>(null)
  const [active, setActive] = useState(0)
  const open = typed !== null
  const found = open
    ? findTargets(options, typed).toSorted((a, b) => Number(a.problem !== null) - Number(b.problem !== null))
    : []
  const shown = found.slice(0, maxShown)
  const usable = shown.filter(({ problem }) => problem === null).length
  const optionId = (index: number) => `${id}-${index}`

  useEffect(() => {
    if (open) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, open, active])

  const search = (text: string) => {
    setTyped(text)
    setActive(0)
  }
  const choose = (option: TargetOption | undefined) => {
    if (!option || option.problem !== null) return
    onChoose(option.name)
    setTyped(null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const handled = keys[event.key]?.({
      open,
      usable,
      search,
      setTyped,
      setActive,
      choose: () => choose(shown[active]),
    })
    if (handled === true) event.preventDefault()
  }

  return (
    <div className={styles['combobox']}>
      <input
        {...control}
        type="text"
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && usable > 0 ? optionId(active) : undefined}
        aria-required
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        placeholder={t('choice.search', { count: options.length })}
        value={typed ?? value}
        onChange={(event) => search(event.target.value)}
        onClick={() => open || search('')}
        onBlur={() => setTyped(null)}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}-list`} role="listbox" aria-label={t('target')} hidden={!open} className={styles['list']}>
        {shown.map((option, index) => (
          // The field keeps the focus and the keyboard; the list is for the pointer.
          <div
            key={option.key}
            id={optionId(index)}
            role="option"
            tabIndex={-1}
            aria-selected={option.name === value}
            aria-disabled={option.problem !== null}
            data-active={index === active ? '' : undefined}
            className={styles['option']}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(option)}
            onKeyDown={onKeyDown}
          >
            <bdi>{option.problem === null ? option.name : t(`problem.${option.problem}`, { name: option.name })}</bdi>
          </div>
        ))}
        {found.length > shown.length ? (
          <p className={styles['more']}>{t('choice.more', { count: found.length - shown.length })}</p>
        ) : null}
      </div>
      <output className="visually-hidden">{open ? t('choice.matches', { count: found.length }) : ''}</output>
    </div>
  )
}

interface Keyboard {
  open: boolean
  /** Options that can be chosen; they stand first. */
  usable: number
  search: (text: string) => void
  setTyped: (typed: null) => void
  setActive: (move: (active: number) => number) => void
  choose: () => void
}

/** What a key does; true when it is not to do what it does elsewhere. */
const keys: Partial<Record<string, (keyboard: Keyboard) => boolean>> = {
  ArrowDown: ({ open, usable, search, setActive }) => {
    if (open) setActive((active) => (usable === 0 ? 0 : (active + 1) % usable))
    else search('')
    return true
  },
  ArrowUp: ({ open, usable, setActive }) => {
    if (open) setActive((active) => (usable === 0 ? 0 : (active - 1 + usable) % usable))
    return open
  },
  Enter: ({ open, usable, choose }) => {
    if (open && usable > 0) choose()
    return open
  },
  Escape: ({ open, setTyped }) => {
    setTyped(null)
    return open
  },
}
