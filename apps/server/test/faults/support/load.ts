import { setTimeout as pause } from 'node:timers/promises'
import { someCsv } from './csv.ts'
import { NotTold, send, type Answer } from './http.ts'
import type { Random } from './random.ts'
import type { Stage } from './stage.ts'

/** What became of a request. */
interface Heard {
  begun: number
  /** Absent: the connection broke. */
  answer: Answer | undefined
}

/** Twenty requests a second: who sends files and who looks. */
export class Load {
  readonly heard: Heard[] = []
  /** When those were begun that nothing is heard of yet. */
  readonly #waiting = new Set<{ begun: number }>()
  readonly #over = new AbortController()
  readonly #underWay = new Set<Promise<void>>()
  readonly #sending: Promise<void>

  constructor(stage: Stage, random: Random, { machineIds, url }: { machineIds: readonly number[]; url: string }) {
    this.#sending = this.#send(stage, random, machineIds, url)
  }

  /** Ends it, when all that was begun is answered or cut. */
  async stop(): Promise<void> {
    this.#over.abort()
    await this.#sending
    await Promise.all(this.#underWay)
  }

  /** How many were begun before then, and are still not answered. */
  waitingSince(begunBefore: number): number {
    return [...this.#waiting].filter(({ begun }) => begun < begunBefore).length
  }

  get refused(): number {
    return this.heard.filter(({ answer }) => answer?.status === 503).length
  }

  get cut(): number {
    return this.heard.filter(({ answer }) => !answer).length
  }

  /** Answers that are neither right nor a 503 that says when to come back. */
  get faults(): string[] {
    return this.heard.flatMap(({ answer }) => {
      if (!answer || answer.status === 200) return []
      if (answer.status === 503 && answer.headers['retry-after'] !== undefined) return []
      return [`answered ${answer.status}: ${answer.text.slice(0, 200)}`]
    })
  }

  async #send(stage: Stage, random: Random, machineIds: readonly number[], url: string): Promise<void> {
    while (!this.#over.signal.aborted) {
      const ask = random.chance(0.2)
        ? stage.upload(random.pick(machineIds), someCsv(random, 20), url)
        : send(url, '/machines/')
      const hearing = this.#hear(ask).finally(() => this.#underWay.delete(hearing))
      this.#underWay.add(hearing)
      await pause(50)
    }
  }

  async #hear(asked: Promise<Answer>): Promise<void> {
    const waiting = { begun: performance.now() }
    this.#waiting.add(waiting)
    try {
      this.heard.push({ ...waiting, answer: await asked })
    } catch (error) {
      if (!(error instanceof NotTold)) throw error
      this.heard.push({ ...waiting, answer: undefined })
    } finally {
      this.#waiting.delete(waiting)
    }
  }
}
