import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchPace } from './pace.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const pace = { idleMs: 20_000, spanMs: 30_000, bytesPerSecond: 1_000 }

const watch = (isHeldUp = () => false) => {
  const onSlow = vi.fn<(error: Error) => void>()
  return { onSlow, ...watchPace({ pace, isHeldUp, onSlow }) }
}

test('a body that stops is given up after the idle time, counted from its last byte', () => {
  const { onSlow, saw } = watch()
  vi.advanceTimersByTime(19_000)
  saw(50_000)
  vi.advanceTimersByTime(19_999)
  expect(onSlow).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(onSlow.mock.calls[0]?.[0]).toMatchObject({
    code: 'file_too_slow',
    message: expect.stringContaining('stopped'),
  })
})

test('a body that drips is given up at the end of the span, also after it was fast before', () => {
  const { onSlow, saw } = watch()
  saw(1_000_000_000)
  vi.advanceTimersByTime(15_000)
  saw(1)
  vi.advanceTimersByTime(15_000)
  expect(onSlow).not.toHaveBeenCalled()
  for (let second = 0; second < 30; second++) {
    saw(999)
    vi.advanceTimersByTime(1_000)
  }
  expect(onSlow).toHaveBeenCalledOnce()
  expect(onSlow.mock.calls[0]?.[0].message).toContain('1000 bytes a second')
})

test('at exactly the least pace it goes on for ever', () => {
  const { onSlow, saw } = watch()
  for (let second = 0; second < 600; second++) {
    saw(1_000)
    vi.advanceTimersByTime(1_000)
  }
  expect(onSlow).not.toHaveBeenCalled()
})

test('a sender that waits for us is not slow, and a stopped watch says nothing', () => {
  const heldUp = watch(() => true)
  vi.advanceTimersByTime(600_000)
  expect(heldUp.onSlow).not.toHaveBeenCalled()
  const stopped = watch()
  stopped.stop()
  vi.advanceTimersByTime(600_000)
  expect(stopped.onSlow).not.toHaveBeenCalled()
})
