import type { MachineSort } from '@alavanca/contract'
import styles from './machine-list.module.css'

type ColumnSort = Exclude<MachineSort, 'newest'>

interface SortHeadingProps {
  by: ColumnSort
  label: string
  /** The order that the list is in now; undefined is the usual one, which no column shows. */
  sort: ColumnSort | undefined
  onSort: (sort: MachineSort) => void
  className?: string | undefined
}

/** By status is neither up nor down: what asks for attention comes first. */
const directions = { name: 'ascending', status: 'other', result: 'descending' } as const
const glyphs = { name: '↑', status: '↓', result: '↓' } as const

/** The heading of a column that the list can be ordered by; pressed again, it gives the usual order back. */
export const SortHeading = ({ by, label, sort, onSort, className }: SortHeadingProps) => {
  const active = sort === by
  return (
    <th scope="col" className={className} aria-sort={active ? directions[by] : 'none'}>
      <button type="button" className={styles['sort']} onClick={() => onSort(active ? 'newest' : by)}>
        {label}
        <span aria-hidden="true" className={styles['arrow']} data-active={active ? '' : undefined}>
          {glyphs[by]}
        </span>
      </button>
    </th>
  )
}
