import { isAppError } from '@alavanca/api'
import type { Machine } from '@alavanca/contract'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Outlet, useMatch, useNavigate } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { MachineActions } from '../features/machines/machine-actions.tsx'
import { trpc } from '../shared/api/api.ts'
import { buttonClass } from '../shared/ui/button.tsx'
import { LoadFailed } from '../shared/ui/load-failed.tsx'
import { Crumb, Page } from '../shared/ui/page.tsx'
import { Loading } from '../shared/ui/panel.tsx'
import { StatusBadge } from '../shared/ui/status-badge.tsx'
import { Tab, Tabs } from '../shared/ui/tabs.tsx'
import { NotFoundScreen } from './not-found-screen.tsx'

const route = getRouteApi('/machines/$machineId')

/** What every page of a machine has above it: its name, its state, what can be done with it, and its three parts. */
export const MachineLayout = () => {
  const t = useTranslations()
  const { machineId } = route.useParams()
  const machine = useQuery(trpc.machines.get.queryOptions({ machineId }))
  if (isAppError(machine.error, 'machine_not_found')) return <NotFoundScreen />
  if (machine.data !== undefined) return <LoadedMachine key={machineId} machine={machine.data} />
  return (
    <Page title={t('machine.title')} tabTitle={t('machine.title')} crumbs={<AllMachines />}>
      {machine.isPending ? (
        <Loading label={t('app.loading')} lines={6} />
      ) : (
        <LoadFailed title={t('machine.loadFailed')} error={machine.error} onRetry={() => void machine.refetch()} />
      )}
    </Page>
  )
}

const AllMachines = () => {
  const t = useTranslations('machines')
  return (
    <Crumb>
      <Link to="/">{t('title')}</Link>
    </Crumb>
  )
}

const LoadedMachine = ({ machine }: { machine: Machine }) => {
  const t = useTranslations()
  const navigate = useNavigate()
  const { status } = machine
  return (
    <Page
      title={<bdi>{machine.name}</bdi>}
      tabTitle={machine.name}
      badge={<StatusBadge state={status} label={t(`status.${status}`)} />}
      crumbs={<AllMachines />}
      actions={
        <>
          <SendData machineId={machine.id} />
          <MachineActions machine={machine} onDeleted={() => void navigate({ to: '/' })} />
        </>
      }
    >
      <output className="visually-hidden">{t('machine.announce', { status: t(`status.${status}`) })}</output>
      <MachineTabs machineId={machine.id} />
      <Outlet />
    </Page>
  )
}

/** The way to the next analysis, on every page but the one it leads to. */
const SendData = ({ machineId }: { machineId: number }) => {
  const t = useTranslations('upload')
  const there = useMatch({ from: '/machines/$machineId/data', shouldThrow: false }) !== undefined
  if (there) return null
  return (
    <Link to="/machines/$machineId/data" params={{ machineId }} className={buttonClass('primary')}>
      {t('title')}
    </Link>
  )
}

const MachineTabs = ({ machineId }: { machineId: number }) => {
  const t = useTranslations('machine')
  const params = { machineId }
  return (
    <Tabs label={t('parts')}>
      <Tab>
        <Link to="/machines/$machineId" params={params} activeOptions={{ exact: true, includeSearch: false }}>
          {t('result')}
        </Link>
      </Tab>
      <Tab>
        <Link to="/machines/$machineId/history" params={params}>
          {t('history')}
        </Link>
      </Tab>
      <Tab>
        <Link to="/machines/$machineId/data" params={params} activeOptions={{ includeSearch: false }}>
          {t('data')}
        </Link>
      </Tab>
    </Tabs>
  )
}
