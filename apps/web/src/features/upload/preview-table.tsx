import { isMissing } from '@alavanca/csv'
import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { useFormat } from '../../shared/format/use-format.ts'
import type { Column } from './prepare-targets.ts'
import styles from './preview-table.module.css'

interface PreviewTableProps {
  columns: readonly Column[]
  /** Rows that `columns` tell of. */
  counted: number
  rows: readonly (readonly string[])[]
  lines: readonly number[]
  target: string
  /** The line that a problem is on. */
  problemLine: number | null
}

const maxColumns = 100
const maxRows = 20
/** A cell may hold a megabyte; nobody reads it here. */
const shownLength = 200

/** The first rows as they stand in the file, under the columns they make. */
export const PreviewTable = memo(({ columns, counted, rows, lines, target, problemLine }: PreviewTableProps) => {
  const t = useTranslations('upload')
  const format = useFormat()
  const shown = columns.slice(0, maxColumns)
  return (
    <>
      {/* Scrolls, so the keyboard must reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={styles['scroll']} aria-label={t('preview.table')} tabIndex={0}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col" className={styles['line']}>
                {t('preview.line')}
              </th>
              {shown.map((column) => (
                <ColumnHead key={column.name} column={column} counted={counted} target={column.name === target} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, maxRows).map((row, i) => (
              <tr key={lines[i]} data-problem={lines[i] === problemLine ? '' : undefined}>
                <th scope="row" className={styles['line']}>
                  {format.count(lines[i] ?? 0)}
                </th>
                {shown.map((column, j) => (
                  <Cell key={column.name} text={row[j] ?? ''} column={column} target={column.name === target} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {columns.length > maxColumns ? (
        <p className={styles['note']}>
          {t('preview.some', { shown: format.count(maxColumns), columns: format.count(columns.length) })}
        </p>
      ) : null}
    </>
  )
})

interface ColumnHeadProps {
  column: Column
  counted: number
  target: boolean
}

const ColumnHead = ({ column: { name, kind, missing }, counted, target }: ColumnHeadProps) => {
  const t = useTranslations('upload')
  const format = useFormat()
  const holes = missing > 0 && kind !== 'empty' && counted > 0
  return (
    <th scope="col" data-kind={kind} data-target={target ? '' : undefined}>
      <bdi className={styles['name']} title={name}>
        {name.trim() === '' ? t('preview.nameless') : name}
      </bdi>
      <span className={styles['kind']}>
        {[
          t(`kind.${kind}`),
          ...(holes ? [t('preview.missingShare', { share: format.share(missing / counted) })] : []),
        ].join(' · ')}
      </span>
    </th>
  )
}

const Cell = ({ text, column: { kind }, target }: { text: string; column: Column; target: boolean }) => {
  const t = useTranslations('upload.preview')
  const shown = text.slice(0, shownLength)
  return (
    <td data-kind={kind} data-target={target ? '' : undefined} data-missing={isMissing(text) ? '' : undefined}>
      {text.trim() === '' ? (
        <>
          <span aria-hidden="true">—</span>
          <span className="visually-hidden">{t('missing')}</span>
        </>
      ) : (
        <bdi>{shown}</bdi>
      )}
    </td>
  )
}
