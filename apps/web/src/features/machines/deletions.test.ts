import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../shared/time/testing/fake-clock.ts'
import { createDeletions } from './deletions.ts'

const forno = { id: 1, name: 'Forno' }
const prensa = { id: 2, name: 'Prensa' }

/** Answers are given by hand, so that every order of events can be tried. */
const setUp = () => {
  const clock = createFakeClock()
  const asked: number[] = []
  const removed: number[] = []
  const answers: { accept: () => void; refuse: (error: Error) => void }[] = []
  const deletions = createDeletions({
    clock,
    remove: (id) => {
      asked.push(id)
      return new Promise((accept, refuse) => {
        answers.push({ accept, refuse })
      })
    },
    onRemoved: (id) => removed.push(id),
  })
  const phases = () => deletions.current().map(({ id, phase }) => `${id} ${phase}`)
  const left = () => deletions.current().map((entry) => (entry.phase === 'waiting' ? entry.left : null))
  const settle = async (settleIt: () => void) => {
    settleIt()
    await new Promise(setImmediate)
  }
  return { clock, asked, removed, answers, deletions, phases, left, settle }
}

describe('a confirmed deletion', () => {
  it('asks the server after eight seconds, and is over when the machine is gone', async () => {
    const { clock, asked, removed, answers, deletions, phases, left, settle } = setUp()
    deletions.request(forno)
    clock.pass(7_999)
    expect([phases(), left(), asked]).toEqual([['1 waiting'], [1_000], []])
    clock.pass(1)
    expect([phases(), asked, removed]).toEqual([['1 sending'], [1], []])
    await settle(() => answers[0]?.accept())
    expect([phases(), removed]).toEqual([[], [1]])
  })

  it('tells its listeners of every second', () => {
    const { clock, deletions, left } = setUp()
    const seen: (number | null | undefined)[] = []
    const stop = deletions.subscribe(() => seen.push(left()[0]))
    deletions.request(forno)
    clock.pass(2_500)
    stop()
    clock.pass(1_000)
    expect(seen).toEqual([8_000, 7_000, 6_000])
  })

  it('can be undone until then, and leaves nothing behind', () => {
    const { clock, asked, deletions, phases } = setUp()
    deletions.request(forno)
    clock.pass(7_999)
    expect(deletions.undo(1)).toBe(true)
    expect(phases()).toEqual([])
    clock.pass(60_000)
    expect(asked).toEqual([])
    expect(deletions.undo(1)).toBe(false)
  })

  it('cannot be undone once the server is asked', () => {
    const { clock, deletions, phases } = setUp()
    deletions.request(forno)
    clock.pass(8_000)
    expect(deletions.undo(1)).toBe(false)
    expect(phases()).toEqual(['1 sending'])
  })

  it('is asked for once, however often it is confirmed', () => {
    const { clock, asked, deletions } = setUp()
    deletions.request(forno)
    clock.pass(4_000)
    deletions.request(forno)
    clock.pass(4_000)
    deletions.request(forno)
    clock.pass(60_000)
    expect(asked).toEqual([1])
  })
})

describe('several at once', () => {
  it('run each on its own time', () => {
    const { clock, asked, deletions, left } = setUp()
    deletions.request(forno)
    clock.pass(3_300)
    deletions.request(prensa)
    expect(left()).toEqual([4_700, 8_000])
    clock.pass(4_700)
    expect(asked).toEqual([1])
    clock.pass(3_300)
    expect(asked).toEqual([1, 2])
  })

  it('are undone one by one', () => {
    const { clock, asked, deletions } = setUp()
    deletions.request(forno)
    deletions.request(prensa)
    deletions.undo(1)
    clock.pass(8_000)
    expect(asked).toEqual([2])
  })
})

describe('time', () => {
  it('stands still while it is held, until the last hold is released', () => {
    const { clock, asked, deletions, left } = setUp()
    deletions.request(forno)
    clock.pass(2_400)
    deletions.hold('pointer')
    deletions.hold('focus')
    clock.pass(60_000)
    deletions.release('pointer')
    clock.pass(60_000)
    expect([left(), asked]).toEqual([[5_600], []])
    deletions.release('focus')
    clock.pass(5_599)
    expect(asked).toEqual([])
    clock.pass(1)
    expect(asked).toEqual([1])
  })

  it('runs again for the next one, when the notice that was held is gone', () => {
    const { clock, asked, deletions } = setUp()
    deletions.request(forno)
    deletions.hold('pointer')
    deletions.undo(1)
    deletions.request(prensa)
    clock.pass(8_000)
    expect(asked).toEqual([2])
  })

  it('is cut short when the page is left, even where it is held', async () => {
    const { clock, asked, removed, answers, deletions, settle } = setUp()
    deletions.request(forno)
    deletions.request(prensa)
    deletions.hold('focus')
    deletions.flush()
    expect(asked).toEqual([1, 2])
    clock.pass(60_000)
    await settle(() => answers.forEach(({ accept }) => accept()))
    expect([asked, removed]).toEqual([
      [1, 2],
      [1, 2],
    ])
  })
})

describe('a failed deletion', () => {
  it('says why, and can be tried again or put away', async () => {
    const { clock, asked, removed, answers, deletions, phases, settle } = setUp()
    deletions.request(forno)
    clock.pass(8_000)
    const down = new Error('model service down')
    await settle(() => answers[0]?.refuse(down))
    expect(deletions.current()).toEqual([{ ...forno, phase: 'failed', error: down }])
    expect(removed).toEqual([])

    deletions.retry(1)
    expect([phases(), asked]).toEqual([['1 sending'], [1, 1]])
    await settle(() => answers[1]?.refuse(down))
    deletions.dismiss(1)
    expect(phases()).toEqual([])
    deletions.retry(1)
    expect(asked).toEqual([1, 1])
  })

  it('can be confirmed anew, with its time to undo', async () => {
    const { clock, answers, deletions, left, settle } = setUp()
    deletions.request(forno)
    clock.pass(8_000)
    await settle(() => answers[0]?.refuse(new Error('down')))
    deletions.request(forno)
    expect(left()).toEqual([8_000])
  })
})
