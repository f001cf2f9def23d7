import { machineSorts, machineStatuses } from '@alavanca/contract'
import { useTranslations } from 'use-intl'
import { Field } from '../../shared/ui/field.tsx'
import styles from './machine-filters.module.css'
import type { MachinesSearch, SearchChange } from './machines-search.ts'
import { useTypedText } from './use-typed-text.ts'

interface MachineFiltersProps {
  search: MachinesSearch
  onChange: (change: SearchChange) => void
}

export const MachineFilters = ({ search, onChange }: MachineFiltersProps) => {
  const t = useTranslations()
  const [text, setText] = useTypedText(search.search ?? '', (typed) => onChange({ search: typed }))
  return (
    <search className={styles['filters']} aria-label={t('machines.filters')}>
      <Field label={t('machines.search')} hideLabel>
        {(control) => (
          <input
            {...control}
            type="search"
            dir="auto"
            placeholder={t('machines.searchPlaceholder')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('machines.filter')} hideLabel>
        {(control) => (
          <select
            {...control}
            value={search.status ?? ''}
            onChange={(event) => onChange({ status: event.target.value })}
          >
            <option value="">{t('machines.filterAll')}</option>
            {machineStatuses.map((status) => (
              <option key={status} value={status}>
                {t(`status.${status}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t('machines.sort')} hideLabel>
        {(control) => (
          <select
            {...control}
            value={search.sort ?? 'newest'}
            onChange={(event) => onChange({ sort: event.target.value })}
          >
            {machineSorts.map((sort) => (
              <option key={sort} value={sort}>
                {t(`machines.sorts.${sort}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </search>
  )
}
