import { makeMachine, startTraining } from '../test/support/rest.ts'
import { Stage } from '../test/support/stage.ts'
import { badge, machinePath, openPanel } from '../test/support/steps.ts'
import { variant } from '../test/support/variant.ts'
import { summary } from './summary.ts'

/**
 * A model service reports the end of a training; how long until the machine's badge says so in a real Chromium on the
 * same machine? Times are taken in this process, when the report is sent, when it is answered, and when the page calls
 * back after the frame that has the new badge: the way back is counted too. Prints one line of JSON.
 */

const changes = Number(process.argv[2] ?? 200)

/** Runs in the page: tells each new state of the badge, once it was painted. */
const watch = `
  new MutationObserver(() => {
    const state = document.querySelector('h1 + [data-state]')?.dataset.state
    if (!state || state === globalThis.shownState) return
    globalThis.shownState = state
    requestAnimationFrame(() => setTimeout(() => shown(state)))
  }).observe(document, { subtree: true, childList: true, attributes: true })`

const stage = await Stage.open({ scripted: true })
try {
  const { url, service } = stage
  const machineId = await makeMachine(url, 'Bench')
  const at = await stage.visit(variant('pt-BR', 'light', 1440))
  let onShown = (_state: string): void => {}
  await at.page.exposeFunction('shown', (state: string) => onShown(state))
  await at.page.addInitScript({ content: watch })
  await openPanel(at, machinePath(machineId))
  await badge(at, at.words.created).waitFor()

  const shows = (expected: string): Promise<number> =>
    new Promise((resolve) => {
      onShown = (state) => {
        if (state === expected) resolve(performance.now())
      }
    })

  const sinceSent: number[] = []
  const sinceAnswered: number[] = []
  for (let change = 0; change < changes; change++) {
    const running = shows('training')
    await startTraining(url, machineId, { content: 'a,b,y\n1,2,3\n2,1,5\n3,3,4\n', target: 'y' })
    const training = await service.take()
    await running
    const failed = shows('failed')
    const sent = performance.now()
    await service.report(training, { status: 'failed', error: 'bench' })
    const answered = performance.now()
    const seen = await failed
    sinceSent.push(seen - sent)
    sinceAnswered.push(seen - answered)
  }
  const result = { changes, sinceSentMs: summary(sinceSent), sinceAnsweredMs: summary(sinceAnswered) }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await stage.close()
}
