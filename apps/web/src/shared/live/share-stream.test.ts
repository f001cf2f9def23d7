import { expect, it } from 'vitest'
import { type Channel, type Message, shareStream, type Sharing } from './share-stream.ts'
import type { StreamHandlers } from './stream.ts'
import { aChange } from './testing/factories.ts'

/** A browser: one channel, one lock, and streams that the test drives. */
const browser = () => {
  const ears = new Set<{ owner: Channel; hear: (message: Message) => void }>()
  const asleep = new Set<Channel>()
  const waiting: (() => void)[] = []
  const lock = { held: false }
  const streams: { since: string | null; handlers: StreamHandlers; closed: boolean }[] = []

  const openChannel = (): Channel => {
    const channel: Channel = {
      postMessage: (message) => {
        for (const { owner, hear } of ears) {
          if (owner !== channel && !asleep.has(owner)) hear(structuredClone(message))
        }
      },
      listen: (hear) => ears.add({ owner: channel, hear }),
      close: () => {
        for (const ear of ears) if (ear.owner === channel) ears.delete(ear)
      },
    }
    return channel
  }

  const whileLeader: Sharing['whileLeader'] = async (lead, signal) => {
    while (lock.held) await new Promise<void>((resolve) => waiting.push(resolve))
    if (signal.aborted) return
    lock.held = true
    await lead()
    lock.held = false
    waiting.shift()?.()
  }

  const openTab = () => {
    const seen: string[] = []
    const channel = openChannel()
    const tab = shareStream(
      { channel, whileLeader },
      (since, handlers) => {
        const stream = { since, handlers, closed: false }
        streams.push(stream)
        return () => {
          stream.closed = true
        }
      },
      {
        onChange: (id, change) => seen.push(`${id}:${change.training?.state}`),
        onState: (state) => seen.push(state),
        onGap: () => seen.push('gap'),
      },
    )
    return { ...tab, seen, sleep: () => asleep.add(channel), wake: () => asleep.delete(channel) }
  }
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve))
  return { openTab, streams, settle }
}

it('opens one stream and tells every tab what came', () => {
  const { openTab, streams } = browser()
  const [first, second] = [openTab(), openTab()]
  streams[0]?.handlers.onState('live')
  streams[0]?.handlers.onChange('5', aChange('sending'))
  expect(streams).toHaveLength(1)
  expect(first.seen).toEqual(['live', '5:sending'])
  expect(second.seen).toEqual(['connecting', 'live', '5:sending'])
})

it('tells a tab that comes later how things stand', () => {
  const { openTab, streams } = browser()
  openTab()
  streams[0]?.handlers.onState('live')
  expect(openTab().seen).toEqual(['live'])
})

it('hands the stream on when the leading tab goes away, from the last event', async () => {
  const { openTab, streams, settle } = browser()
  const [first, second] = [openTab(), openTab()]
  streams[0]?.handlers.onChange('5', aChange('sending'))
  first.close()
  await settle()
  expect(streams.map(({ since, closed }) => [since, closed])).toEqual([
    [null, true],
    ['5', false],
  ])
  streams[1]?.handlers.onChange('6', aChange('training'))
  expect(second.seen.at(-1)).toBe('6:training')
})

it('continues from where the leader was, in a tab that has seen no event itself', async () => {
  const { openTab, streams, settle } = browser()
  const first = openTab()
  streams[0]?.handlers.onChange('5', aChange('sending'))
  openTab()
  first.close()
  await settle()
  expect(streams[1]?.since).toBe('5')
})

it('notices on waking up that events passed while it slept', () => {
  const { openTab, streams } = browser()
  openTab()
  const sleeper = openTab()
  streams[0]?.handlers.onChange('5', aChange('sending'))
  sleeper.checkIn()
  expect(sleeper.seen).not.toContain('gap')
  sleeper.sleep()
  streams[0]?.handlers.onChange('6', aChange('training'))
  sleeper.wake()
  sleeper.checkIn()
  expect(sleeper.seen).toContain('gap')
})
