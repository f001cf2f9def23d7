import { useTranslations } from 'use-intl'
import { Field } from '../../shared/ui/field.tsx'
import { ColumnCombobox } from './column-combobox.tsx'
import { groupTargets, type TargetOption, targetGroups } from './prepare-targets.ts'

interface TargetPickerProps {
  options: readonly TargetOption[]
  target: string
  problem: string | undefined
  onTarget: (target: string) => void
}

/** Beyond so many, a list is searched and not read. */
const maxListed = 60

/** Which column is to be explained. */
export const TargetPicker = ({ options, target, problem, onTarget }: TargetPickerProps) => {
  const t = useTranslations('upload')
  return (
    <Field label={t('target')} hint={t('targetHint')} problem={problem}>
      {(control) =>
        options.length > maxListed ? (
          <ColumnCombobox control={control} options={options} value={target} onChoose={onTarget} />
        ) : (
          <select {...control} required value={target} onChange={(event) => onTarget(event.target.value)}>
            <option value="" disabled>
              {t('targetPlaceholder')}
            </option>
            <Groups options={options} />
          </select>
        )
      }
    </Field>
  )
}

const Groups = ({ options }: { options: readonly TargetOption[] }) => {
  const t = useTranslations('upload')
  const groups = groupTargets(options)
  return targetGroups.map((group) =>
    groups[group].length === 0 ? null : (
      <optgroup key={group} label={t(`choice.${group}`)}>
        {groups[group].map(({ key, name, problem }) => (
          <option key={key} value={name} disabled={problem !== null}>
            {problem === null ? name : t(`problem.${problem}`, { name })}
          </option>
        ))}
      </optgroup>
    ),
  )
}
