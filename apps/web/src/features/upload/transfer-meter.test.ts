import { expect, it } from 'vitest'
import { TransferMeter } from './transfer-meter.ts'

/** Paces of a transfer, one each 50 ms, at a speed that may change. */
const run = (ms: number, speedAt: (ms: number) => number, total = 100e6) => {
  const meter = new TransferMeter()
  const paces = []
  let loaded = 0
  for (let now = 0; now <= ms; now += 50) {
    paces.push(meter.add(loaded, total, 1_000 + now))
    loaded = Math.min(total, loaded + speedAt(now) / 20)
  }
  return paces
}

it('says nothing until it can tell', () => {
  expect(run(1_400, () => 1e6).every(({ secondsLeft }) => secondsLeft === null)).toBe(true)
})

it('tells a steady speed and what is left of it', () => {
  const pace = run(10_000, () => 1e6).at(-1)
  expect(pace?.bytesPerSecond).toBeCloseTo(1e6, -4)
  expect(pace?.secondsLeft).toBe(90)
})

it('does not jump with a line that stutters', () => {
  const speeds = run(20_000, (ms) => (Math.floor(ms / 500) % 2 === 0 ? 2e6 : 0)).flatMap(
    ({ bytesPerSecond }) => bytesPerSecond ?? [],
  )
  const settled = speeds.slice(200)
  expect(Math.min(...settled)).toBeGreaterThan(0.7e6)
  expect(Math.max(...settled)).toBeLessThan(1.3e6)
})

it('follows a line that stays slower', () => {
  expect(run(30_000, (ms) => (ms < 10_000 ? 4e6 : 1e6)).at(-1)?.bytesPerSecond).toBeCloseTo(1e6, -5)
})

it('ends without a division by nothing', () => {
  const meter = new TransferMeter()
  expect(meter.add(0, 0, 0)).toEqual({ bytesPerSecond: null, secondsLeft: null })
  expect(meter.add(0, 0, 5_000)).toEqual({ bytesPerSecond: null, secondsLeft: null })
})
