import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { CreateMachineButton } from '../features/machines/create-machine-button.tsx'
import { MachineFilters } from '../features/machines/machine-filters.tsx'
import { MachineList } from '../features/machines/machine-list.tsx'
import { changeSearch } from '../features/machines/machines-search.ts'
import { SampleButton } from '../features/sample/sample-button.tsx'
import { Button } from '../shared/ui/button.tsx'
import { focusMain } from '../shared/ui/focus-main.ts'
import { Page } from '../shared/ui/page.tsx'

const route = getRouteApi('/')

export const MachinesPage = () => {
  const t = useTranslations('machines')
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/' })
  const create = (
    <CreateMachineButton
      onCreated={({ id }) => void navigate({ to: '/machines/$machineId/data', params: { machineId: id } })}
    />
  )
  return (
    <Page title={t('title')} tabTitle={t('title')} actions={create}>
      <MachineFilters
        search={search}
        onChange={(change) =>
          void navigate({ search: (now) => changeSearch(now, change), replace: true, resetScroll: false })
        }
      />
      <MachineList
        search={search}
        onEmpty={
          <SampleButton
            onStarted={({ machineId }) =>
              void navigate({ to: '/machines/$machineId', params: { machineId }, search: { tour: 'waiting' } })
            }
          />
        }
        onNoneFound={
          <Button
            onClick={() => {
              focusMain()
              void navigate({ search: (now) => changeSearch(now, { search: '', status: '' }) })
            }}
          >
            {t('clear')}
          </Button>
        }
      />
    </Page>
  )
}
